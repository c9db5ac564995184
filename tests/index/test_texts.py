"""Which texts of a graph are looked into for tags (clause REF-2)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from dflow_graph.index import Role, Text, build_index, texts, texts_of_template
from dflow_graph.model import Workflow
from tests.passes.graphs import graph, user

_SPEC = Path(__file__).parents[2] / "spec.md"
_NO_FIELDS = {"PythonOPTemplate"}


def fields_of_clause() -> set[str]:
    """The fields that REF-2 names."""
    clause = re.search(r"^\*\*REF-2\*\*.*$", _SPEC.read_text(encoding="utf-8"), re.MULTILINE)
    assert clause is not None
    return set(re.findall(r"`(\w+)`", clause[0])) - _NO_FIELDS


def words_of_module() -> set[str]:
    """The names of fields, as attributes or texts, in the module that finds the texts."""
    tree = ast.parse(Path(texts.__file__).read_text(encoding="utf-8"))
    words = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return words | {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def test_every_field_of_the_clause_is_looked_into() -> None:
    assert fields_of_clause() - words_of_module() == set()


def test_every_field_of_the_tables_is_named_by_the_clause() -> None:
    names = {name for table, _ in texts._FIELDS for name in table}
    names.update(texts._PORT_MAPS, texts._NAME_MAPS, ("envs", "headers", "resource"))
    assert names - fields_of_clause() == set()


def test_affinity_of_a_retry_strategy_is_looked_into() -> None:
    place = ("templates", "use", "retry_strategy", "affinity", "nodeAffinity")
    strategy = {"affinity": {"nodeAffinity": "{{inputs.parameters.x}}"}}
    document = graph([], templates={"use": user(retry_strategy=strategy)})
    found = texts_of_template(build_index(Workflow.from_dict(document)).nodes["use"])
    assert Text(place, "{{inputs.parameters.x}}", Role.SCRIPT) in list(found)
