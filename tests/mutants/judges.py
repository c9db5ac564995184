"""Judges of a mutant: the documents and the tests that run its line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from tests.mutants.corpus import ROOT, Document
from tests.mutants.module import Functions, import_anew
from tests.mutants.mutant import Mutant, Site
from tests.mutants.processes import apart
from tests.mutants.reach import Reach, reach_of

__all__ = ["Bench", "Judges", "pytest_arguments"]

_LONGEST = 90  # seconds for one mutant


class Bench:
    """A plugin of pytest: collects all tests once, then has `work` run some, many times."""

    def __init__(self, work: Callable[[Bench], None] | None, only: Collection[str] = ()) -> None:
        self._work, self._only = work, only
        self._tests: dict[str, pytest.Item] = {}
        self.failed: list[str] = []

    def run(self, names: Collection[str], before: Callable[[str], None] | None = None) -> None:
        """Runs tests in the order of their collection; ends with the first that fails."""
        chosen = [test for name, test in self._tests.items() if name in names]
        for test, following in zip(chosen, [*chosen[1:], None], strict=True):
            if before is not None:
                before(test.nodeid)
            test.config.hook.pytest_runtest_protocol(item=test, nextitem=following)
            if self.failed and before is None:
                return

    @property
    def names(self) -> Collection[str]:
        """All tests."""
        return self._tests.keys()

    def pytest_sessionstart(self) -> None:
        """Takes the same examples each time; a slow machine kills no mutant."""
        settings.register_profile(
            "mutants",
            max_examples=25,
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.explicit, Phase.generate),
        )
        settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Laws take longest, so they come last."""
        if self._only:
            items[:] = [item for item in items if item.nodeid in self._only]
        items.sort(key=lambda item: hasattr(getattr(item, "obj", None), "hypothesis"))
        self._tests = {item.nodeid: item for item in items}

    def pytest_runtestloop(self) -> bool | None:
        """In place of pytest's own loop."""
        if self._work is None:
            return None
        self._work(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notes what fails."""
        if report.failed:
            self.failed.append(report.nodeid)


def pytest_arguments(tests: Sequence[str]) -> list[str]:
    """How pytest is called on files and folders: quietly, and without writing anything."""
    quietly = ["-x", "-s", "-p", "no:cacheprovider", "-p", "no:terminal", "--assert=plain"]
    documents = "tests/passes/test_findings.py"  # judged already
    return [*quietly, "--rootdir", str(ROOT), "--ignore", documents, *tests]


class Judges:
    """All documents and tests, and which of them run a line."""

    def __init__(self, bench: Bench, cases: Sequence[Document], paths: Sequence[Path]) -> None:
        self._bench, self._cases = bench, cases
        self._functions = {path: Functions(path) for path in paths}
        self._reach: Reach = reach_of(paths, cases, bench)

    @property
    def failing(self) -> Collection[str]:
        """What fails without any mutant, and therefore judges none."""
        return self._reach.failing

    def survives(self, path: Path, mutant: Mutant) -> bool:
        """Whether nothing that runs the mutant's line notices it; documents are the quicker."""
        judge, names = self._in_place, self._reach.of(path, mutant.site)
        if not (mutant.site.is_deferred and names):
            # What no document and no test runs may have been run at import.
            judge, names = self._anew, self._reach.of(path, Site())
        return not names or bool(apart(lambda: judge(path, mutant.code, names), _LONGEST))

    def _are_right(self, names: Collection[str]) -> bool:
        return all(case.is_right() for case in self._cases if case.name in names)

    def _in_place(self, path: Path, code: bytes, names: Collection[str]) -> bool:
        self._functions[path].take(code)
        if not self._are_right(names):
            return False
        self._bench.run(names)
        return not self._bench.failed

    def _anew(self, path: Path, code: bytes, names: Collection[str]) -> bool:
        import_anew(path, code)
        if not self._are_right(names):
            return False
        files = sorted({name.split("::")[0] for name in names if "::" in name})
        if not files:
            return True
        bench = Bench(None, frozenset(names))
        return pytest.main(pytest_arguments(files), plugins=[bench]) == pytest.ExitCode.OK
