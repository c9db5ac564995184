"""What a definition needs of the statements around it, found by reading them (never by running).

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import builtins
from typing import Any, Iterable, Iterator, List, Mapping, Set

from .errors import SourceNotFoundError
from .module_parts import Definition
from .near import quoted
from .source_names import Names, bound_by_functions, names_of
from .source_text import joined

__all__ = ["needed_text"]

_MODULE_NAMES = frozenset(
    ("__name__", "__file__", "__doc__", "__spec__", "__package__", "__loader__", "__builtins__")
)
_KNOWN = frozenset(dir(builtins)) | _MODULE_NAMES
_SEES_ALL = frozenset(("globals", "eval", "exec"))


def needed_text(
    definition: Definition, package: str, namespace: Mapping[str, Any], also: Iterable[str]
) -> str:
    """Python text of a definition and of what it needs, in the order in which it stood.

    `package` is what relative imports start from; `namespace` is the module as it is now, which
    tells a name that no statement binds from one that does not exist. `also` are names that are
    needed whether the definition uses them or not. Raises `SourceNotFoundError` where the
    definition uses variables of a function around it.
    """
    search = _Search(definition)
    search.follow(definition.place)
    for name in also:
        search.take(name)
    if search.captured:
        names = " and ".join(map(quoted, sorted(search.captured)))
        raise SourceNotFoundError(
            definition.name,
            f"it uses {names} of the function around it; define it at the top of a module, or "
            "make these its inputs or constructor arguments",
        )
    unbound = {name for name in search.unbound if name in namespace}
    whole: Set[int] = set()
    if unbound and search.stars:
        search.kept |= search.stars
    elif unbound or search.sees_all:
        whole = {i for i in search.definitions_above() if i not in search.kept}
    order = sorted(search.kept | whole)
    needed = None if whole else search.needed
    parts = [(definition.statements[i], needed) for i in order]
    futures = [(s, None) for s in definition.statements if names_of(s).is_future]
    return joined([*futures, *parts], package)


class _Search:
    """The statements that are needed, as far as they have been followed."""

    def __init__(self, definition: Definition) -> None:
        self.statements = definition.statements
        self.index = definition.place
        self.names: List[Names] = [names_of(s) for s in definition.statements]
        self.local = bound_by_functions(definition)
        self.kept: Set[int] = set()
        self.needed: Set[str] = set()
        self.unbound: Set[str] = set()
        self.captured: Set[str] = set()
        self.sees_all = False
        self.stars = {i for i, names in enumerate(self.names) if names.has_star}

    def follow(self, start: int) -> None:
        """Keep a statement, and all that it needs in turn."""
        queue = [start]
        while queue:
            current = queue.pop()
            if current in self.kept:
                continue
            self.kept.add(current)
            queue.extend(self._providers(current))

    def take(self, name: str) -> None:
        """Keep what binds a name at the top of the module."""
        self.needed.add(name)
        for place in self._binding(name, is_local=False):
            self.follow(place)

    def _providers(self, current: int) -> Iterator[int]:
        names, is_local = self.names[current], self.statements[current].is_local
        if names.fault:
            raise SourceNotFoundError(next(iter(names.bound), "the OP"), names.fault)
        self.sees_all |= bool(names.used & _SEES_ALL)
        for name in sorted(names.used | names.annotations):
            if current == self.index and name in names.bound:
                continue
            found = list(self._binding(name, is_local=is_local))
            self.needed.add(name)
            if found:
                yield from found
            elif is_local and name in self.local:
                self.captured.add(name)
            elif name in names.used and name not in _KNOWN:
                self.unbound.add(name)
        for name in names.bound:
            yield from self._changes(name, current)

    def _binding(self, name: str, *, is_local: bool) -> Iterable[int]:
        """The statements that bind a name: in the function around, or else above, or else below."""
        binding = [i for i, names in enumerate(self.names) if name in names.bound]
        if self.index in binding:
            return [self.index]
        local = [i for i in binding if self.statements[i].is_local]
        if is_local and name in self.local:
            return [i for i in local if self.names[i].stands_alone]
        outer = [i for i in binding if not self.statements[i].is_local]
        return [i for i in outer if i < self.index] or outer

    def _changes(self, name: str, current: int) -> Iterator[int]:
        """The statements that change what a name is bound to: `TABLE["x"] = 1`, `OP.key = 2`."""
        if self.names[current].is_import:
            return
        is_plain = not self.names[current].is_definition
        for i, names in enumerate(self.names):
            is_placed = i < self.index or current >= self.index
            changes = names.assigned_into | (names.called_on if is_plain else set())
            if is_placed and name in changes and not self.statements[i].is_local:
                yield i

    def definitions_above(self) -> Iterator[int]:
        """All imports, assignments and definitions before the definition."""
        for i in range(self.index):
            names = self.names[i]
            if names.bound and not self.statements[i].is_local and not names.is_future:
                yield i
