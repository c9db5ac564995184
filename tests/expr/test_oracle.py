"""The oracle itself, built anew, against the committed verdicts and against changed texts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from dflow_graph.expr.condition import condition_problems
from dflow_graph.expr.condition_result import never_true_or_false
from tests.expr.vectors import ORACLE, accepted, committed, conditions, mutated

Judge = Callable[[Iterable[tuple[str, str]]], list[bool]]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """Verdicts of the oracle on languages and texts."""
    go = shutil.which("go")
    if go is None:
        if os.environ.get("DFLOW_GRAPH_NO_GO"):
            pytest.skip("no Go, as DFLOW_GRAPH_NO_GO says")
        pytest.fail("Go is not on PATH; set DFLOW_GRAPH_NO_GO=1 to go without the oracle")
    program: Path = tmp_path_factory.mktemp("oracle") / "expr"
    subprocess.run([go, "build", "-o", str(program), "."], cwd=ORACLE, check=True, timeout=300)

    def call(texts: Iterable[tuple[str, str]]) -> list[bool]:
        lines = [json.dumps({"language": language, "text": text}) for language, text in texts]
        done = subprocess.run(
            [program], input="\n".join(lines), capture_output=True, check=True, timeout=60,
            encoding="utf-8",
        )  # fmt: skip
        return [json.loads(line)["ok"] for line in done.stdout.split("\n") if line]

    return call


def test_the_oracle_gives_the_committed_verdicts(judge: Judge) -> None:
    vectors = committed()
    verdicts = judge((v.language, v.text) for v in vectors)
    assert [v for v, ok in zip(vectors, verdicts, strict=True) if v.ok != ok] == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_oracle_agrees_on_changed_vectors(judge: Judge, seed: int) -> None:
    texts = mutated(500, seed)
    verdicts = judge(texts)
    pairs = zip(texts, verdicts, strict=True)
    assert [(text, ok) for text, ok in pairs if accepted(*text) != ok] == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_that_argo_computes_to_a_truth_is_said_to_be_none(judge: Judge, seed: int) -> None:
    texts = [text for text in conditions(4000, seed) if not condition_problems(text)]
    verdicts = judge(("truth", text) for text in texts)
    pairs = list(zip(texts, verdicts, strict=True))
    assert [text for text, ok in pairs if ok and never_true_or_false(text, ())] == []
    # All but what only a value of the left side of `&&`, `||`, `?` or `:` decides is found.
    refused = [text for text, ok in pairs if not ok]
    missed = [text for text in refused if not never_true_or_false(text, ())]
    assert len(missed) < len(refused) * 0.05
