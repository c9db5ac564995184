"""Judges of a mutant: the documents and the tests that run its line."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from tests.mutants.corpus import ROOT, Document
from tests.mutants.module import Functions, import_anew
from tests.mutants.mutant import Mutant, Site
from tests.mutants.processes import apart, end_after
from tests.mutants.reach import Reach, forget, reach_of

__all__ = ["Bench", "Judges", "pytest_arguments"]

_LONGEST = 900  # seconds by the clock, for one mutant
# Seconds of computing: of each judge, and besides, how often the time that it takes otherwise.
_LEAST, _TIMES = 2.0, 10
_COLLECTING = 20.0


class Bench:
    """A plugin of pytest: collects all tests once, then has `work` run some, many times."""

    def __init__(self, work: Callable[[Bench], None], only: Collection[str] = ()) -> None:
        self._work, self._only = work, only
        self._tests: dict[str, pytest.Item] = {}
        self.failed: list[str] = []

    def run(self, names: Iterable[str], before: Callable[[str], None]) -> None:
        """Runs tests one after the other, as they are named; tells the name of each before."""
        chosen = [self._tests[name] for name in names]
        for test, following in zip(chosen, [*chosen[1:], None], strict=True):
            before(test.nodeid)
            test.config.hook.pytest_runtest_protocol(item=test, nextitem=following)

    def passes(self, name: str, following: str) -> bool:
        """Runs one test, and tells whether it passes; `following` is the one after it, if any."""
        test, after = self._tests[name], self._tests.get(following)
        test.config.hook.pytest_runtest_protocol(item=test, nextitem=after)
        return not self.failed

    @property
    def names(self) -> Collection[str]:
        """All tests, in the order of their collection."""
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
        """Keeps what is to be run, and knows it by its name."""
        if self._only:
            items[:] = [item for item in items if item.nodeid in self._only]
        self._tests = {item.nodeid: item for item in items}

    def pytest_runtestloop(self) -> bool:
        """In place of pytest's own loop."""
        self._work(self)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport | None:
        """Of a test that fails, only that it does: nobody reads where and how."""
        if call.excinfo is None or call.excinfo.errisinstance(pytest.skip.Exception):
            return None
        return pytest.TestReport(item.nodeid, item.location, {}, "failed", None, call.when)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notes what fails."""
        if report.failed:
            self.failed.append(report.nodeid)


def pytest_arguments(tests: Sequence[str]) -> list[str]:
    """How pytest is called on files and folders: quietly, and without writing anything."""
    quietly = ["-x", "-s", "-p", "no:cacheprovider", "-p", "no:terminal", "--assert=plain"]
    documents = "tests/passes/test_findings.py"  # judged already
    return [*quietly, "--rootdir", str(ROOT), "--ignore", documents, *tests]


class _NoticedError(Exception):
    """A judge, by its name, sees a difference."""


class Judges:
    """All documents and tests, and which of them run a line.

    The order matters to the time alone: what noticed an earlier mutant of the function comes first,
    then what is quick and is most about the module. The first that notices ends it.
    """

    def __init__(self, bench: Bench, cases: Sequence[Document], paths: Sequence[Path]) -> None:
        self._bench, self._cases = bench, {case.name: case for case in cases}
        for case in cases:
            case.is_right()  # what is imported or compiled late is, for all mutants
        forget()
        self._functions = {path: Functions(path) for path in paths}
        self._reach: Reach = reach_of(paths, cases, bench)
        self._noticed: dict[tuple[Path, str], list[str]] = {}
        gc.collect()
        gc.freeze()  # a child shares what it does not count

    @property
    def failing(self) -> Collection[str]:
        """What fails without any mutant, and therefore judges none."""
        return self._reach.failing

    def survives(self, path: Path, mutant: Mutant) -> bool:
        """Whether nothing that runs the mutant's line notices it."""
        judge, names = self._in_place, self._reach.of(path, mutant.site)
        if not (mutant.site.is_deferred and names):
            # What no document and no test runs may have been run at import.
            judge, names = self._anew, self._reach.of(path, Site())
        first = self._noticed.setdefault((path, mutant.site.function), [])
        known = set(names)
        names = [*(n for n in first if n in known), *(n for n in names if n not in first)]
        noticed = apart(lambda: judge(path, mutant.code, names), _LONGEST)
        if noticed:
            first[:] = [noticed, *(name for name in first if name != noticed)]
        return noticed == ""

    def _in_place(self, path: Path, code: bytes, names: Sequence[str]) -> str:
        """The name of what notices the mutant in the functions that there are, or nothing."""
        self._functions[path].take(code)
        try:
            self._ask(self._bench, names)
        except _NoticedError as noticed:
            return str(noticed)
        return ""

    def _anew(self, path: Path, code: bytes, names: Sequence[str]) -> str:
        """The same, of all modules imported anew."""
        import_anew(path, code)
        documents = [name for name in names if name in self._cases]
        tests = [name for name in names if name not in self._cases]
        answer: list[str] = []

        def work(bench: Bench) -> None:
            try:
                self._ask(bench, tests)
            except _NoticedError as noticed:
                answer.append(str(noticed))

        try:
            for name in documents:
                self._ask_document(name)
        except _NoticedError as noticed:
            return str(noticed)
        files = sorted({name.split("::")[0] for name in tests})
        if not files:
            return ""
        end_after(_LEAST + _COLLECTING)
        status = pytest.main(pytest_arguments(files), plugins=[Bench(work, frozenset(tests))])
        if not answer and status != pytest.ExitCode.OK:
            raise RuntimeError("the tests cannot be collected")
        return "".join(answer)

    def _ask(self, bench: Bench, names: Sequence[str]) -> None:
        """Asks one judge after the other; raises `_NoticedError`."""
        tests = [name for name in names if name not in self._cases]
        following = dict(zip(tests, [*tests[1:], ""], strict=True))
        for name in names:
            if name in self._cases:
                self._ask_document(name)
            else:
                self._limit(name)
                if not bench.passes(name, following[name]):
                    raise _NoticedError(name)

    def _ask_document(self, name: str) -> None:
        self._limit(name)
        if not self._cases[name].is_right():
            raise _NoticedError(name)

    def _limit(self, name: str) -> None:
        """Much more time than without a mutant is a difference, too."""
        end_after(_LEAST + _TIMES * self._reach.costs[name])
