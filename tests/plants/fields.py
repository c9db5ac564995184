"""Faults of single settings of templates, ports, calls and the workflow itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.plants.parts import with_calls
from tests.plants.plant import EXPRESSION, Graph, Plant, calls, plant, ports, texts


def idle_entry(graph: Graph) -> Iterator[Plant]:
    """An entry of the list of ignored findings that covers none."""
    if "extensions" not in graph:
        entry = {"code": "DG326", "pointer": "/templates", "reason": "none"}
        place = ("extensions", "dflow-graph", "ignore", 0)
        yield Plant({("extensions",): {"dflow-graph": {"ignore": [entry]}}}, ("DG111",), (place,))


def reserved_port(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        if "op" in template:
            for side in ("inputs", "outputs"):
                place = ("templates", name, "op", side, "dflow_planted")
                entry = {"kind": "Parameter", "type": "int"}
                if side == "inputs":
                    entry["default"] = 1  # type: ignore[assignment]
                if side in template["op"]:
                    yield Plant({place: entry}, ("DG207",), (place,))


def setting_of_other_side(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        if "op" in template:
            for side in ("inputs", "outputs"):
                for path, entry, artifact in ports(template, side).values():
                    place = ("templates", name, *path)
                    if side == "inputs" and entry["kind"] != "BigParameter":
                        yield plant((*place, "global_name"), "planted", "DG411")
                    elif side == "outputs" and artifact:
                        yield plant((*place, "sub_path"), False, "DG411")


def unknown_port_in_map(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        for field, value in (
            ("output_artifact_archive", "zip"),
            ("input_artifact_prefix", "a"),
            ("output_parameter_global_name", "a"),
            ("output_parameter_default", 1),
        ):
            if "op" in template:
                place = ("templates", name, field)
                new = {**template.get(field, {}), "nothing-such": value}
                yield Plant({place: new}, ("DG334",), ((*place, "nothing-such"),))


def container_without_name(graph: Graph) -> Iterator[Plant]:
    container = {"image": "alpine:3", "command": ["true"]}
    for name, template in graph["templates"].items():
        for field in ("init_containers", "sidecars"):
            if "image" in template:
                place = ("templates", name, field)
                given = template.get(field, [])
                at = (*place, len(given))
                yield Plant({place: [*given, container]}, ("DG212",), (at,))
                for wrong in ("main", "wait", "Bad Name"):
                    new = [*given, {**container, "name": wrong}]
                    yield Plant({place: new}, ("DG212",), ((*at, "name"),))


def competing_retries(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        if "op" in template and not any("retry" in field for field in template):
            place = ("templates", name)
            first, second = (*place, "retry_on_transient_error"), (*place, "retry_on_error")
            yield Plant({first: 3, second: 1}, ("DG223",), (first, second))
            if "timeout" not in template:
                field = (*place, "timeout_as_transient_error")
                yield Plant({first: 3, field: True}, ("DG224",), (field,))


def dotted_memoize_key(graph: Graph) -> Iterator[Plant]:
    run = "id" if "id" in graph else "name"
    for name, template in graph["templates"].items():
        if "memoize_key" not in template:
            place = ("templates", name, "memoize_key")
            edits: dict[Any, Any] = {(run,): graph[run] + ".v2", place: "a-{{workflow.name}}"}
            others = [
                ("templates", n, "memoize_key")
                for n, t in graph["templates"].items()
                if "{{workflow.name}}" in t.get("memoize_key", "")
            ]
            yield Plant(edits, ("DG219",), (place, *others[:1]))


def foreign_tag(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        for port in template.get("inputs", {}).get("parameters", {}):
            for prefix in ("input", "Inputs"):
                if "script" in template:
                    text = template["script"] + f"\n# {{{{{prefix}.parameters.{port}}}}}"
                    yield plant(("templates", name, "script"), text, "DG330")


def loop_of_no_effect(graph: Graph) -> Iterator[Plant]:
    """A loop beside slices that have their own, and pieces asked of what has none."""
    for path, call in calls(graph):
        slices = call.get("slices", {})
        is_looped = {"with_param", "with_sequence"} & {*call}
        if slices.get("sub_path") and "group_size" not in slices and not is_looped:
            yield plant((*path, "with_sequence"), {"count": 2}, "DG509")
        if path[2] == "tasks" and not {"with_param", "with_sequence", "slices"} & {*call}:
            for number, other in enumerate(graph["templates"][path[1]]["tasks"]):
                if any(d == call["name"] for d in other.get("dependencies", ())):
                    at = other["dependencies"].index(call["name"])
                    place = (*path[:3], number, "dependencies", at)
                    yield plant(place, call["name"] + ".AnySucceeded", "DG605")


def bad_claim(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        for number, claim in enumerate(template.get("pvcs", ())):
            place = ("templates", name, "pvcs", number)
            yield plant((*place, "access_modes"), [], "DG722")
            wrong = ["ReadWrite"]
            yield Plant(
                {(*place, "access_modes"): wrong}, ("DG722",), ((*place, "access_modes", 0),)
            )
            if "size" in claim:
                other = {"name": claim["name"], "subpath": "a", "size": "3Ti"}
                added = {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "date"}
                edits, _ = with_calls(graph, ({**added, "pvcs": [other]}, {}))
                places = (("templates", "planted-a", "pvcs", 0, "size"), (*place, "size"))
                yield Plant(edits, ("DG721",), places)


def source_of_a_leaf(graph: Graph) -> Iterator[Plant]:
    """An output artifact of a pod that is to come from an input of it."""
    for name, template in graph["templates"].items():
        if "op" not in template and template["kind"] not in ("Steps", "DAG"):
            inputs = template.get("inputs", {}).get("artifacts", {})
            for path, _, artifact in ports(template, "outputs").values():
                if artifact and inputs:
                    tag = f"{{{{inputs.artifacts.{next(iter(inputs))}}}}}"
                    yield plant(("templates", name, *path, "_from"), tag, "DG726")


def two_sources(graph: Graph) -> Iterator[Plant]:
    """An output artifact of Steps or DAG that is to come from two places."""
    for name, template in graph["templates"].items():
        for path, entry, artifact in ports(template, "outputs").values():
            if artifact and re.fullmatch(r"\{\{[\w.]+\}\}", entry.get("_from", "")):
                place = ("templates", name, *path)
                edits = {(*place, "from_expression"): entry["_from"][2:-2]}
                yield Plant(edits, ("DG727",), ((*place, "from_expression"), (*place, "_from")))


def braces_in_expression(graph: Graph) -> Iterator[Plant]:
    for path, text in texts(graph["templates"], ("templates",)):
        if path[-1] in EXPRESSION:
            yield plant(path, "{{=" + text + "}}", "DG331")


def bad_server(graph: Graph) -> Iterator[Plant]:
    of_a_map = {"configMapKeyRef": {"name": "lab", "key": "site"}}
    for name, template in graph["templates"].items():
        if template["kind"] == "HTTPOPTemplate":
            place = ("templates", name)
            yield plant((*place, "insecure_skip_verify"), True, "DG810")
            for header, value, code, below in (
                ("Authorization", "Basic bWU6aHVudGVyMg==", "DG802", ()),
                (
                    "X-Site",
                    {"kind": "EnvVarSource", "value_from": of_a_map},
                    "DG906",
                    ("value_from",),
                ),
            ):
                headers = {**template.get("headers", {}), header: value}
                at = (*place, "headers", header)
                yield Plant({(*place, "headers"): headers}, (code,), ((*at, *below), at))


def credential_by_name(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        if "image" in template:
            place = ("templates", name, "envs")
            envs = {**template.get("envs", {}), "API_KEY": "k3J9x7Qw2Lm5"}
            yield Plant({place: envs}, ("DG802",), ((*place, "API_KEY"),))
    parameters = {**graph.get("parameters", {}), "api_token": "k3J9x7Qw2Lm5"}
    yield Plant({("parameters",): parameters}, ("DG803",), (("parameters", "api_token"),))


def unimportable_package(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        if template["kind"] == "PythonOPTemplate":
            place = ("templates", name, "python_packages")
            given = template.get("python_packages", [])
            new = [*given, {"kind": "raw", "data": "VERSION = 1\n"}]
            yield Plant({place: new}, ("DG813",), ((*place, len(given)),))


def oversized_graph(graph: Graph) -> Iterator[Plant]:
    large = {**graph.get("annotations", {}), "planted": "x" * 1_100_000}
    yield Plant({("annotations",): large}, ("DG905",), ((),))
