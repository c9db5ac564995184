"""Which texts of a graph are looked into for tags (clause REF-2)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from dflow_graph.index import (
    Role,
    Text,
    build_index,
    texts,
    texts_of_call,
    texts_of_template,
    texts_of_workflow,
)
from dflow_graph.model import Workflow
from tests.passes.graphs import call, graph, user

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


def test_names_of_secrets_and_what_helpers_run_are_looked_into() -> None:
    x = "{{inputs.parameters.x}}"
    variables = {
        "A": {"kind": "Secret", "name": f"a-{x}", "key": f"b-{x}"},
        "B": {"kind": "EnvVarSource", "value_from": {"configMapKeyRef": {"name": x, "key": "k"}}},
    }
    executor = {"kind": "ContainerExecutor", "secrets": {"password": {"name": x, "key": f"c-{x}"}}}
    step = call("a", executor=executor, util_image=f"i:{x}", util_command=["sh", f"{x}.sh"])
    sequence = {"count": 1, "format": f"%d-{x}"}
    document = graph([step], [call("b", with_sequence=sequence)], context=executor)
    document["templates"]["use"] = user(envs=variables)
    workflow = Workflow.from_dict(document)
    index = build_index(workflow)
    main, use = index.nodes["main"], index.nodes["use"]
    found = [
        *texts_of_workflow(workflow),
        *texts_of_template(use),
        *(text for one in main.calls for text in texts_of_call(one)),
    ]
    run, plain, script, loop = Role.RUN, Role.PLAIN, Role.SCRIPT, Role.LOOP
    first, envs = ("templates", "main", "steps", 0, 0), ("templates", "use", "envs")
    secret = ("secrets", "password")
    assert {
        Text(("context", *secret, "name"), x, run),
        Text(("context", *secret, "key"), f"c-{x}", run),
        Text((*envs, "A", "name"), f"a-{x}", plain),
        Text((*envs, "A", "key"), f"b-{x}", plain),
        Text((*envs, "B", "value_from", "configMapKeyRef", "name"), x, script),
        Text((*first, "executor", *secret, "name"), x, plain),
        Text((*first, "executor", *secret, "key"), f"c-{x}", plain),
        Text((*first, "util_image"), f"i:{x}", run),
        Text((*first, "util_command", 1), f"{x}.sh", run),
        Text(("templates", "main", "steps", 1, 0, "with_sequence", "format"), f"%d-{x}", loop),
    } <= set(found)
