"""Which documents and which tests run a line: only those can notice that it was changed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import coverage

from tests.mutants.corpus import Document
from tests.mutants.module import module_name
from tests.mutants.mutant import Site
from tests.mutants.processes import apart

if TYPE_CHECKING:
    from tests.mutants.judges import Bench

__all__ = ["Reach", "reach_of"]

_LONGEST = 900  # seconds
_Lines = dict[str, dict[int, list[str]]]


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What runs each line of each module, as names; `failing` is what fails without any mutant."""

    lines: _Lines
    failing: frozenset[str]

    def of(self, path: Path, site: Site) -> frozenset[str]:
        """The names of what runs a place; what is run at import matters to all of the module."""
        lines = self.lines.get(str(path.resolve()), {})
        wanted = site.lines if site.is_deferred else lines
        names = {name for line in wanted for name in lines.get(line, ()) if name}
        return frozenset(names - self.failing)


def reach_of(paths: Collection[Path], cases: Sequence[Document], bench: Bench) -> Reach:
    """The names of documents and pytest's ids of tests that run each line of these modules."""

    def trace() -> Reach:
        with _traced(paths) as (switch, lines):
            failing = [case.name for case in cases if switch(case.name) or not case.is_right()]
            bench.run(bench.names, switch)
        return Reach(lines=lines, failing=frozenset((*failing, *bench.failed)))

    found = apart(trace, _LONGEST)
    if not isinstance(found, Reach):
        raise TypeError("the documents or the tests cannot be run at all")
    return found


@contextmanager
def _traced(paths: Collection[Path]) -> Iterator[tuple[Callable[[str], None], _Lines]]:
    """A way to name what runs next; in the end, the names by module and line."""
    files = [str(path.resolve()) for path in paths]
    tracer = coverage.Coverage(data_file=None, include=files, config_file=False, messages=False)
    lines: _Lines = {}
    caches = _caches(paths)

    def switch(name: str) -> None:
        # What was remembered for one document is run again for the next.
        for cached in caches:
            cached.cache_clear()
        tracer.switch_context(name)

    tracer.start()
    try:
        yield switch, lines
    finally:
        tracer.stop()
        data = tracer.get_data()
        lines.update({file: data.contexts_by_lineno(file) for file in data.measured_files()})


def _caches(paths: Collection[Path]) -> list[Any]:
    """The functions of these modules that remember their results."""
    names = {module_name(path) for path in paths}
    wrappers = [thing for thing in gc.get_objects() if isinstance(thing, _lru_cache_wrapper)]
    return [thing for thing in wrappers if thing.__module__ in names]
