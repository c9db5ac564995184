"""Conditions on a resource: DG341 is told of those that Argo's executor cannot read."""

from __future__ import annotations

import random

from dflow_graph.passes.resource_conditions import condition_fault
from tests.argo.oracle import Oracle

COUNT = 4_000
WORDS = (
    "status.phase", "a", "b-c", "x_y", "in", "notin", "exists", "Succeeded", "1", "0", "-1", "1.5",
    "&&", "||", "and", "'a'", '"a"', "a.b/c", "A/b", "a/b/c", "conditions[0]", "==", "=", "!=", "!",
    "(", ")", ",", "<", ">", "<=", ">=", "\t", "\n", "\v", "\xa0", "é", "a-", "-a", "_", "a..b/c",
    "a" * 63, "a" * 64, "a" * 253 + "/b", "a" * 254 + "/b", "9223372036854775807",
    "9223372036854775808", "%", "@this",
)  # fmt: skip
KEYS = ("status.phase", "a", "!b", "x/y", "in", "a b")
OPERATORS = ("==", "=", "!=", "in", "notin", "<", ">", "", "exists")
VALUES = (
    "a", "1", "", "-1", "9223372036854775807", "9223372036854775808", "in", "=a", "'x'", "(a,b)",
    "(a)", "()", "(,)", "(a b)", "(a,,b)", "(a", "a)", "(=)", "(!a)", "(in)", "(a in)", "(<)",
)  # fmt: skip


def words(rnd: random.Random) -> str:
    return "".join(rnd.choice(WORDS) + rnd.choice(("", " ")) for _ in range(rnd.randint(0, 9)))


def conditions(rnd: random.Random) -> str:
    parts = (
        rnd.choice((" ", "")).join(map(rnd.choice, (KEYS, OPERATORS, VALUES)))
        for _ in range(rnd.randint(1, 3))
    )
    return rnd.choice((",", ", ", " ,", ",,", " ")).join(parts)


def test_dg341_is_told_of_every_condition_that_argo_cannot_read_and_of_no_other(
    oracle: Oracle,
) -> None:
    rnd = random.Random(341)
    texts = [rnd.choice((words, conditions))(rnd) for _ in range(COUNT)]
    sound = [oracle(text).ok for text in texts]
    assert COUNT / 10 < sum(sound) < COUNT * 9 / 10
    found = [condition_fault(text) is None for text in texts]
    assert [t for t, a, b in zip(texts, found, sound, strict=True) if a is not b] == []
