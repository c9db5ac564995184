"""What runs a line, of the documents and the tests: only that can notice that it was changed."""

from __future__ import annotations

import ast
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper, cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import coverage

from tests.mutants.corpus import ROOT, Document
from tests.mutants.module import module_name
from tests.mutants.mutant import Site
from tests.mutants.processes import apart

if TYPE_CHECKING:
    from tests.mutants.judges import Bench

__all__ = ["PASSES", "Reach", "forget", "reach_of"]

PASSES = ROOT / "dflow_graph" / "passes"
_LONGEST = 1800  # seconds
_Lines = dict[str, dict[int, list[str]]]


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What runs each line of each module, as names, and for how many seconds each runs.

    `failing` is what fails without any mutant.
    """

    lines: _Lines
    costs: dict[str, float]
    failing: frozenset[str]
    _ranks: dict[Path, dict[str, float]] = field(default_factory=dict)

    def of(self, path: Path, site: Site) -> list[str]:
        """The names of what runs a place, the quickest and what is most about the module first.

        What is run at import matters to all of the module, and to those that import it.
        """
        lines = self._lines(path)
        wanted = site.lines if site.is_deferred else lines
        names = {name for line in wanted for name in lines.get(line, ())}
        if not site.is_deferred:
            for other in _importers(path):
                names.update(*self._lines(other).values())
        ranks = self._ranks_of(path)
        names -= {"", *self.failing}
        return sorted(names, key=lambda name: (self.costs[name] / ranks.get(name, 0.01), name))

    def _lines(self, path: Path) -> dict[int, list[str]]:
        return self.lines.get(str(path.resolve()), {})

    def _ranks_of(self, path: Path) -> dict[str, float]:
        """How much of a module each runs; a line counts the less, the more there are that run it.

        `{name: number of lines that would be its own}`
        """
        if path not in self._ranks:
            ranks = self._ranks[path] = {}
            for names in self._lines(path).values():
                for name in names:
                    ranks[name] = ranks.get(name, 0.0) + 1 / len(names)
        return self._ranks[path]


@cache
def _importers(path: Path) -> list[Path]:
    """The passes that import a module, wherever in their text they do."""
    wanted, found = module_name(path), []
    for other in sorted(PASSES.glob("*.py")):
        nodes = ast.walk(ast.parse(other.read_bytes()))
        if any(isinstance(node, ast.ImportFrom) and node.module == wanted for node in nodes):
            found.append(other)
    return found


def reach_of(paths: Collection[Path], cases: Sequence[Document], bench: Bench) -> Reach:
    """The names of documents and pytest's ids of tests that run each line of modules and passes."""

    def trace() -> Reach:
        costs: dict[str, float] = {}
        with _traced(paths, costs) as (switch, lines):
            failing = [case.name for case in cases if switch(case.name) or not case.is_right()]
            bench.run(bench.names, switch)
            switch("")
        return Reach(lines=lines, costs=costs, failing=frozenset((*failing, *bench.failed)))

    found = apart(trace, _LONGEST)
    if not isinstance(found, Reach):
        raise TypeError("the documents or the tests cannot be run at all")
    return found


@contextmanager
def _traced(
    paths: Collection[Path], costs: dict[str, float]
) -> Iterator[tuple[Callable[[str], None], _Lines]]:
    """A way to name what runs next; in the end, the names by module and line, and the costs."""
    files = [str(path.resolve()) for path in (*paths, *PASSES.glob("*.py"))]
    tracer = coverage.Coverage(data_file=None, include=files, config_file=False, messages=False)
    lines: _Lines = {}
    caches = _caches(paths)
    running, since = "", time.process_time()

    def switch(name: str) -> None:
        nonlocal running, since
        costs[running] = time.process_time() - since
        # What was remembered for one document is run again for the next.
        for cached in caches:
            cached.cache_clear()
        tracer.switch_context(name)
        running, since = name, time.process_time()

    tracer.start()
    try:
        yield switch, lines
    finally:
        tracer.stop()
        data = tracer.get_data()
        lines.update({file: data.contexts_by_lineno(file) for file in data.measured_files()})


def forget(paths: Collection[Path] = ()) -> None:
    """Empties the memories of the project's functions, or of those in the rooms of modules."""
    for cached in _caches(paths):
        cached.cache_clear()


def _caches(paths: Collection[Path] = ()) -> list[Any]:
    """The functions that remember their results: of the rooms of modules, or all."""
    rooms = tuple(module_name(path).rpartition(".")[0] for path in paths) or "dflow_graph"
    loaded = [vars(module) for name, module in sys.modules.items() if name.startswith(rooms)]
    things = [thing for names in loaded for thing in list(names.values())]
    return [thing for thing in things if isinstance(thing, _lru_cache_wrapper)]
