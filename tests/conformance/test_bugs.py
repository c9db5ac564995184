"""The suite notices bugs: broken implementations, one a level, and bugs planted in the built-in."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dflow_graph import canonical_form
from dflow_graph.conformance.answers import answer
from dflow_graph.conformance.cases import LEVELS, Case, load_cases, selected
from dflow_graph.conformance.judging import judged
from dflow_graph.conformance.protocol import case_message
from dflow_graph.conformance.runner import run
from dflow_graph.types import assign
from tests.conformance.broken import BUGS

BROKEN = Path(__file__).parent / "broken.py"
# Which cases are asked of the broken implementation, to keep the run short.
OF_LEVEL = {"core": "syntax", "semantic": "topology", "exchange": "canonical"}


@cache
def cases() -> list[Case]:
    return load_cases()


def failures(chosen: list[Case]) -> Iterator[str]:
    """The cases that the built-in implementation, as it now is, gets wrong."""
    for case in chosen:
        try:
            result = answer(case.ask, case_message(case, 1)["input"])
            # What an implementation answers has been JSON on its way.
            outcome = judged(case, json.loads(json.dumps(result)), "places")
        except Exception:  # noqa: BLE001 - a bug may raise anything
            yield case.id
        else:
            if outcome.status != "passed":
                yield case.id


def test_there_is_a_broken_implementation_for_each_level() -> None:
    assert set(BUGS) == set(LEVELS)


@pytest.mark.parametrize("level", LEVELS)
def test_broken_implementation_of_a_level_is_caught(level: str) -> None:
    tags = [OF_LEVEL[level]] if level in OF_LEVEL else []
    chosen = selected(cases(), levels=[level], tags=tags)
    done = run([sys.executable, str(BROKEN), level], chosen)
    statuses = {outcome.status for outcome in done.outcomes}
    assert statuses == {"passed", "failed"}, "some are caught, and it is not wholly broken"


def _keep(*_: Any, **__: Any) -> bool:
    return True


def _plain_json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


# What remembers verdicts, and must not carry them over a bug.
CACHES = (assign._verdict.cache_clear, canonical_form._fields.cache_clear)
PLANTED: dict[str, tuple[str, str, Any, list[str]]] = {
    # name: (module and attribute, what takes its place, tags of the cases to run)
    "dropped members are not noticed": (
        "dflow_graph.codec", "nothing_dropped", lambda _: _keep, ["syntax"],
    ),
    "documents may be one level deeper": (
        "dflow_graph.codec", "_within", lambda _: _keep, ["syntax"],
    ),
    "canonical numbers and keys are those of Python": (
        "dflow_graph.canonical_form.rfc8785", "dumps", lambda _: _plain_json, ["canonical"],
    ),
    "extensions count": (
        "dflow_graph.canonical_form", "_WITHOUT_EFFECT", lambda _: frozenset({"$schema"}),
        ["canonical"],
    ),
    "int is not assignable to float": (
        "dflow_graph.types.assign", "_FLOAT", lambda _: None, ["types"],
    ),
    "a literal true is an int": (
        "dflow_graph.types.assign", "_BASES",
        lambda old: {**old, bool: "int"}, ["types"],
    ),
    "circles of tasks are not looked for": (
        "dflow_graph.analysis", "PASSES",
        lambda old: tuple(p for p in old if p.__name__ != "check_topology"), ["topology"],
    ),
    "credentials are not looked for": (
        "dflow_graph.analysis", "PASSES",
        lambda old: tuple(p for p in old if p.__name__ != "check_security"), ["security"],
    ),
    "slices are not checked": (
        "dflow_graph.analysis", "PASSES",
        lambda old: tuple(p for p in old if p.__name__ != "check_slices"), ["slices"],
    ),
    "near misses are not looked for": (
        "dflow_graph.passes.shape", "closest_names", lambda _: lambda *a, **k: [], ["near-miss"],
    ),
    "fatal errors of an OP are tried again": (
        "dflow_graph.python.pool", "FatalError", lambda _: ZeroDivisionError, ["runtime"],
    ),
    "texts at ports of type str are read as JSON": (
        "dflow_graph.python.local_run", "json_text", lambda old: lambda v: old(old(v)), ["runtime"],
    ),
    "a shell script has no command": (
        "dflow_graph.argo.pods", "_DEFAULT_COMMANDS", lambda _: {}, ["emit-argo"],
    ),
    "a day has 60 seconds": (
        "dflow_graph.argo.texts", "_SECONDS", lambda old: {**old, "d": 60}, ["emit-argo"],
    ),
    "types are not recovered from sources": (
        "dflow_graph.interop.pydflow.ports", "port_type", lambda _: lambda *a: None, ["migrate"],
    ),
}  # fmt: skip


def _module(name: str) -> Any:
    """A module, or one that a module has imported."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        parent, _, member = name.rpartition(".")
        return getattr(importlib.import_module(parent), member)


@pytest.mark.parametrize("name", PLANTED)
def test_planted_bug_is_caught_by_a_case(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, attribute, change, tags = PLANTED[name]
    chosen = selected(cases(), tags=tags)
    assert chosen
    assert list(failures(chosen)) == []
    for clear in CACHES:
        clear()
    home = _module(module)
    with monkeypatch.context() as patch:
        patch.setattr(home, attribute, change(getattr(home, attribute)))
        caught = list(failures(chosen))
    for clear in CACHES:
        clear()
    assert caught
    assert len(caught) < len(chosen), "the bug is one, not the ruin of everything"


def test_at_least_ten_bugs_are_planted() -> None:
    assert len({(module, attribute) for module, attribute, _, _ in PLANTED.values()}) >= 10
