"""The lists of functions and words in spec.md are those that the parsers go by."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from dflow_graph.expr.depends import RESERVED
from dflow_graph.expr.functions import ARGO, BUILTINS, PREDICATES, SPRIG, Arity
from dflow_graph.expr.operators import WORDS

SPEC = Path(__file__).parents[2] / "spec.md"
CLAUSE = re.compile(r"^\*\*([A-Z]+-[1-9][0-9]*)\*\* ", re.MULTILINE)
# The others have their arguments in the grammar.
PLAIN = {name: arity for name, arity in BUILTINS.items() if name not in PREDICATES}
WORDED = r"[A-Za-z][A-Za-z0-9_]*"


@cache
def clauses() -> dict[str, str]:
    """Clause id to everything up to the next clause."""
    _, *parts = CLAUSE.split(SPEC.read_text(encoding="utf-8"))
    return dict(zip(parts[::2], parts[1::2], strict=True))


def listed(clause: str, before: str) -> list[str]:
    """The words between the backticks that follow some text of a clause."""
    found = re.search(rf"{before}`({WORDED}(?: {WORDED})*)`", clauses()[clause])
    assert found, (clause, before)
    return found[1].split()


def arities(column: int) -> dict[str, str]:
    """Function to how many arguments it takes, as a column of the table in EXPR-17 has it."""
    rows = re.findall(
        r"^\| ([0-9][^|]*) \| ([^|]*) \| ([^|]*) \|$", clauses()["EXPR-17"], re.MULTILINE
    )
    return {
        name: row[0]
        for row in rows
        for name in row[column].strip("`").split()
        if "`" in row[column]
    }


def spelled(arity: Arity) -> str:
    fewest, most = arity
    if most is None:
        return f"{fewest} or more"
    if fewest == most:
        return str(fewest)
    return f"{fewest} {'or' if most == fewest + 1 else 'to'} {most}"


@pytest.mark.parametrize(
    ("before", "table"),
    [("- Built in: ", BUILTINS), ("but `env` and `expandenv`: ", SPRIG)],
    ids=["built in", "sprig"],
)
def test_expr5_lists_the_functions_of_the_table(before: str, table: dict[str, Arity]) -> None:
    assert listed("EXPR-5", before) == sorted(table)


def test_expr5_lists_the_functions_of_argo() -> None:
    line = re.search(r"^- Argo's: (.*)$", clauses()["EXPR-5"], re.MULTILINE)
    assert line
    found = {
        name: len(given.split(",")) for name, given in re.findall(r"`(\w+)\(([^)]*)\)`", line[1])
    }
    assert {name: (count, count) for name, count in found.items()} == ARGO


@pytest.mark.parametrize(
    ("column", "table"), [(1, {**PLAIN, **ARGO}), (2, SPRIG)], ids=["built in", "sprig"]
)
def test_expr17_gives_every_function_its_number_of_arguments(
    column: int, table: dict[str, Arity]
) -> None:
    wanted = {name: spelled(arity) for name, arity in table.items() if arity != (1, 1)}
    assert arities(column) == wanted


def test_expr3_gives_every_function_with_a_predicate_its_form() -> None:
    grammar = clauses()["EXPR-3"]
    each = re.search(r"each +=([^;]*);", grammar)
    assert each
    named = set(re.findall(r'"(\w+)"', each[1]))
    assert named == {name for name, optional in PREDICATES.items() if optional == (False, False)}
    for name in set(PREDICATES) - named:
        assert f'"{name}"' in grammar


def test_expr14_lists_the_keywords() -> None:
    rule = re.search(r"keyword +=([^;]*);", clauses()["EXPR-14"])
    assert rule
    assert set(re.findall(r'"(\w+)"', rule[1])) == WORDS


def test_dep2_lists_the_words_that_name_no_task() -> None:
    assert set(listed("DEP-2", "is none of ")) == RESERVED
