"""Faults of names, keys, durations, quantities, requests, sources of OPs, and outputs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tests.plants.plant import (
    EXPRESSION,
    GONE,
    Graph,
    Path,
    Plant,
    calls,
    hooks,
    ignored,
    inside,
    leaves,
    members,
    plant,
    ports,
    renamed,
    texts,
)


def broken_expression(graph: Graph) -> Iterator[Plant]:
    for path, text in texts(graph["templates"], ("templates",)):
        if text.startswith("{{=") and text.endswith("}}"):
            for end in (" +", ")", " ? 1"):
                yield plant(path, text[:-2] + end + "}}", "DG318")
        elif path[-1] in EXPRESSION:
            line = "\n" if "//" in text else ""  # which a comment goes to the end of
            for end in (" +", ")", " ? 1", " ="):
                yield plant(path, text + line + end, "DG318")


def unknown_function(graph: Graph) -> Iterator[Plant]:
    for path, text in texts(graph["templates"], ("templates",)):
        if text.startswith("{{=") or path[-1] in EXPRESSION:
            for match in re.finditer(r"\b([A-Za-z]\w*)\(", text):
                # `{# > 1}` is read as such only in a function that takes a predicate.
                codes = ("DG319", "DG318") if match[1] in ("map", "filter") else ("DG319",)
                yield plant(path, text[: match.end(1)] + "Zz" + text[match.end(1) :], *codes)
                if match[1] not in ("max", "min"):  # which take any number of arguments
                    more = text[: match.end()] + "1, 2, 3, 4, " + text[match.end() :]
                    yield plant(path, more, *codes)


def unknown_variable(graph: Graph) -> Iterator[Plant]:
    for path, text in texts(graph["templates"], ("templates",)):
        if path[-1] in EXPRESSION and "{{" not in text:
            yield plant(path, "colour == 1", "DG308", "DG319", "DG331")


def malformed_name(graph: Graph) -> Iterator[Plant]:
    for wrong in ("Bad_Name", "two words", "", "-a", "a" * 300, "ümlaut", "a.b..c", "{{item}}"):
        yield plant(("name",), wrong, "DG201")
        if wrong != "a.b..c":
            for path, call in calls(graph):
                text = json.dumps(graph["templates"][path[1]])
                if (
                    f"s.{call['name']}." not in text
                    and f"['{call['name']}']" not in text
                    and not any(
                        call["name"] in d
                        for t in graph["templates"][path[1]].get("tasks", ())
                        for d in t.get("dependencies", ())
                    )
                ) and wrong != "Bad_Name":
                    yield plant((*path, "name"), wrong, "DG203")


def malformed_template_name(graph: Graph) -> Iterator[Plant]:
    """A template and the one place that names it get a malformed name."""
    for name in graph["templates"]:
        uses = [
            (*p, "template") for p, c in [*calls(graph), *hooks(graph)] if c["template"] == name
        ]
        uses += [(f,) for f in ("entrypoint", "on_exit") if graph.get(f) == name]
        if len(uses) == 1 and uses[0][0] != "templates":
            for wrong in ("Bad", "a b", "-a", "a_b", "a" * 200):
                edits = {uses[0]: wrong, **renamed(graph, ("templates", name), wrong)}
                edits |= ignored(graph, name, wrong)
                yield Plant(edits, ("DG202",), (("templates", wrong),))


def malformed_port_name(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        for side in ("inputs", "outputs"):
            for path, _entry, artifact in ports(template, side).values():
                for wrong in ("a b", "", "a.b", "ü"):
                    place = ("templates", name, *path[:-1], wrong)
                    if "op" in template:
                        new: dict[str, Any] = (
                            {"kind": "Parameter", "type": "int"}
                            if not artifact
                            else {"kind": "Artifact", "type": "path", "optional": True}
                        )
                        if side == "inputs" and not artifact:
                            new["default"] = 1
                        yield Plant({place: new}, ("DG206",), (place,))
                break


def _is_artifact(graph: Graph, path: Path) -> bool:
    return bool(inside(graph, path[:-1]).get("kind") == "Artifact")


def duplicate_global_name(graph: Graph) -> Iterator[Plant]:
    found = list(members(graph["templates"], ("global_name",), ("templates",)))
    for name, template in graph["templates"].items():
        for path, entry, artifact in ports(template, "outputs").values():
            place = ("templates", name, *path, "global_name")
            sort = "artifact" if artifact else "parameter"
            if path[-1] in template.get(f"output_{sort}_global_name", {}):
                continue
            if "global_name" not in entry and entry.get("kind") != "BigParameter":
                yield plant(place, "Bad name!", "DG206")
                for other, value in found:
                    if artifact is ("artifacts" in other or _is_artifact(graph, other)):
                        yield Plant({place: value}, ("DG208",), (place, other))


def malformed_key(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        if "key" in call:
            # The tags stay, so that no input of the template loses its use.
            for wrong in (call["key"] + " two", "-" + call["key"], "Ü" + call["key"]):
                yield plant((*path, "key"), wrong, "DG217")
            yield plant((*path, "key"), call["key"] + "{{", "DG301")
            if "inputs." not in call["key"]:
                yield plant((*path, "key"), "", "DG217")
            if "{{item}}" in call["key"]:
                wrong = call["key"].replace("{{item}}", "fixed")
                yield plant((*path, "key"), wrong, "DG215")
    keyed = [(p, c) for p, c in calls(graph) if "key" in c]
    for (path, call), (other_path, other) in pairwise(keyed):
        if path[1] == other_path[1] and ("{{item" in call["key"]) == ("{{item" in other["key"]):
            yield Plant(
                {(*other_path, "key"): call["key"]},
                ("DG214",),
                ((*other_path, "key"), (*path, "key")),
            )
    for name in graph["templates"]:
        for wrong in ("", "two words", "-a", "ü"):
            yield plant(("templates", name, "memoize_key"), wrong, "DG218")


def malformed_duration(graph: Graph) -> Iterator[Plant]:
    names = ("timeout", "duration", "max_duration", "cap", "memoize_max_age")
    for path, given in members(graph["templates"], names, ("templates",)):
        if "inputs." in str(given):
            continue  # which may be the one use of an input
        for wrong in ("soon", "", "5 minutes", "10", "-3s", "3x", "1h 30m", "1e3s"):
            yield plant(path, wrong, "DG220", "DG107")
        yield plant(path, 0, "DG110")
        yield plant(path, -5, "DG110")
        yield plant(path, 1.5, "DG107", "DG110")


def malformed_retry(graph: Graph) -> Iterator[Plant]:
    for path, _ in members(graph["templates"], ("limit", "factor"), ("templates",)):
        if path[-2] in ("retry_strategy", "backoff"):
            for wrong in ("many", "1.5", "-1", ""):
                yield plant(path, wrong, "DG221")


def malformed_progress(graph: Graph) -> Iterator[Plant]:
    for path, template in leaves(graph):
        if "inputs." in template.get("init_progress", ""):
            continue  # which may be the one use of an input
        for wrong in ("half", "1", "3/2", "-1/2", "1/0", "0/1/2", ""):
            if "op" not in inside(graph, path):
                yield plant((*path, "init_progress"), wrong, "DG222")


def malformed_quantity(graph: Graph) -> Iterator[Plant]:
    for path, template in leaves(graph):
        for field in ("requests", "limits"):
            for name in template.get(field, {}):
                for wrong in ("lots", "4 Gi", "", "1GB", "1,5", "-1", "0x10", "NaN"):
                    yield plant((*path, field, name), wrong, "DG716")
            if field in template:
                yield plant((*path, field, "gpu"), "1", "DG717")
                yield plant((*path, field, "mem ory"), "1Gi", "DG717")
        for name in set(template.get("requests", {})) & set(template.get("limits", {})):
            places = ((*path, "requests", name), (*path, "limits", name))
            yield Plant({places[0]: "900000Gi"}, ("DG718",), places)
    for path, _ in members(graph["templates"], ("size", "sizeLimit"), ("templates",)):
        if path[-3] in ("pvcs", "save") or path[-2] == "emptyDir":
            for wrong in ("lots", "4 GB", "", "-1Gi"):
                yield plant(path, wrong, "DG716")


def malformed_label(graph: Graph) -> Iterator[Plant]:
    for path, labels in members(graph, ("labels", "node_selector")):
        for name in labels:
            for wrong in ("two words", "a" * 64, "-a", "ü", "a/b"):
                yield plant((*path, name), wrong, "DG210")
        for wrong in ("two words", "", "a/b/c", "-a"):
            yield plant((*path, wrong), "v", "DG210")
    for path, _ in members(graph, ("annotations",)):
        for wrong in ("two words", "", "a/b/c", "-a"):
            yield plant((*path, wrong), "v", "DG210")


def malformed_object_name(graph: Graph) -> Iterator[Plant]:
    names = ("claimName", "config_map", "service_account_name", "namespace", "storage_class")
    for path, _ in members(graph, names):
        for wrong in ("Bad_Name", "two words", "", "-a", "ü"):
            # No class at all is said by an empty name: the claim waits for a volume made by hand.
            if wrong or path[-1] != "storage_class":
                yield plant(path, wrong, "DG211")
    for path, _value in members(
        graph,
        (
            "access_key_secret",
            "secret_key_secret",
            "username_secret",
            "password_secret",
            "account_key_secret",
            "service_account_key_secret",
            "ssh_private_key_secret",
        ),
    ):
        for wrong in ("Bad_Name", "two words", "", "-a"):
            yield plant((*path, "name"), wrong, "DG211")
        for wrong in ("two words", "", "a/b"):
            yield plant((*path, "key"), wrong, "DG211")
    for number, _ in enumerate(graph.get("image_pull_secrets", ())):
        yield plant(("image_pull_secrets", number), "Bad Name", "DG211")
    for path, pvcs in members(graph["templates"], ("pvcs",), ("templates",)):
        for number, _ in enumerate(pvcs):
            yield plant((*path, number, "name"), "Bad Name", "DG211")


def malformed_variable(graph: Graph) -> Iterator[Plant]:
    for path, _ in leaves(graph):
        for wrong in ("1BAD", "A B", "", "A=B"):
            place = (*path, "envs")
            if "envs" in inside(graph, path):
                yield plant((*place, wrong), "v", "DG209")
            else:
                yield Plant({place: {wrong: "v"}}, ("DG209",), ((*place, wrong),))


def bad_request(graph: Graph) -> Iterator[Plant]:  # noqa: C901, PLR0912 - a list of fields
    for name, template in graph["templates"].items():
        path = ("templates", name)
        if template["kind"] == "HTTPOPTemplate":
            for wrong in ("", "not a url", "example.org/a", "ftp://a.b/"):
                yield plant((*path, "url"), wrong, "DG709")
            for wrong in ("FETCH", "", "ge t"):
                yield plant((*path, "method"), wrong, "DG710")
            if "body" in template:
                yield plant((*path, "body_base64"), "YQ==", "DG715", "DG727")
            else:
                yield plant((*path, "body_base64"), "no base64!", "DG715")
            for wrong in ("response.statusCode ==", "nothing(1)", "statusCode == 200"):
                yield plant((*path, "success_condition"), wrong, "DG318", "DG319", "DG331", "DG308")
            place = (*path, "headers")
            headers = template.get("headers", {})
            for wrong in ("a b", "", "a:b", "a{{item}}"):
                yield Plant({place: {**headers, wrong: "v"}}, ("DG744",), ((*place, wrong),))
            for header in headers:
                yield plant((*place, header), "one\ntwo", "DG744", "DG802")
        if "resource" in template:
            place = (*path, "resource")
            action = template["resource"]["action"]
            yield plant((*place, "action"), "make", "DG109")
            # `get` and `delete` need no manifest (TPL-10).
            if "manifest" in template["resource"] and action not in ("get", "delete"):
                for wrong in ("\na: [", "\na: b: c"):
                    given = template["resource"]["manifest"]
                    yield plant((*place, "manifest"), given + wrong, "DG739")
                if "inputs." not in template["resource"]["manifest"]:
                    yield plant((*place, "manifest"), "", "DG737")
                    other = {(*place, "manifest"): GONE, (*place, "manifest_from"): "nothing-such"}
                    yield Plant(other, ("DG740",), ((*place, "manifest_from"),))
                yield plant((*place, "manifest_from"), "m", "DG738")
                yield plant((*place, "manifest"), GONE, "DG737", at=place)


def malformed_resource_condition(graph: Graph) -> Iterator[Plant]:
    """A condition on a resource is one of another language."""
    names = ("success_condition", "failure_condition")
    for path, _ in members(graph["templates"], names, ("templates",)):
        if path[-2] in ("resource", "use_resource"):
            for wrong in ("status.a > 0 && status.b", "status.a == 'b'", "status.a >= 1"):
                yield plant(path, wrong, "DG341")


def bad_source(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        if "op" in template and "source" in template["op"]:
            place = ("templates", name, "op")
            op = template["op"]
            yield Plant(
                {(*place, "source"): op["source"] + "\n"}, ("DG808",), ((*place, "source_digest"),)
            )
            for wrong, code in (("sha256:" + "0" * 64, "DG808"), ("md5:1", "DG807"), ("", "DG807")):
                yield plant((*place, "source_digest"), wrong, code)
            yield plant((*place, "source_digest"), GONE, "DG806", at=place)
            # What `__main__` was, nobody knows any more; of a module it is the digest that is idle.
            yield plant((*place, "source"), GONE, "DG805", at=place)
            gone = {(*place, "source"): GONE, (*place, "module"): "lab.ops"}
            yield Plant(gone, ("DG809",), ((*place, "source_digest"),))
            for wrong in ("1a", "two words", "", "a..b", "class"):
                yield plant((*place, "name"), wrong, "DG812")
            yield plant((*place, "name"), "Nothing", "DG811")
            for wrong in ("a b", "", ".a", "a-b"):
                yield plant((*place, "module"), wrong, "DG812")


def no_program(graph: Graph) -> Iterator[Plant]:
    for path, template in leaves(graph):
        text = json.dumps(graph)
        if "context" not in graph and '"executor"' not in text and '"use_resource"' not in text:
            yield plant((*path, "image"), GONE, "DG711", at=path)
            for wrong in ("", "two words", " ", "Alpine:3", "a:", "https://alpine", "a@sha256:b"):
                yield plant((*path, "image"), wrong, "DG711", "DG743")
        # A template of a resource runs nothing.
        needs_command = template["kind"] in ("ScriptOPTemplate", "ContainerOPTemplate")
        if needs_command and "command" in template and "resource" not in template:
            yield plant((*path, "command"), GONE, "DG712", "DG741", at=path)
            yield plant((*path, "command"), [], "DG712", "DG741", at=(*path, "command"))
        if "script" in template:
            yield plant((*path, "script"), GONE, "DG713", at=path)
            yield plant((*path, "script"), " ", "DG742")
            yield plant((*path, "script"), "", "DG742")


def bad_output(graph: Graph) -> Iterator[Plant]:  # noqa: C901 - a list of sources
    for name, template in graph["templates"].items():
        for path, entry, artifact in ports(template, "outputs").values():
            if "op" in template:
                continue
            place = ("templates", name, *path)
            given = [f for f in entry if f.startswith("value") or f in ("_from", "from_expression")]
            for field in given:
                code = ("DG725", "DG728")
                if entry.get("optional") is not True:  # which may come from nowhere
                    yield plant((*place, field), GONE, *code, at=place)
                if not artifact and field == "value_from_parameter":
                    for wrong in ("plain", "", entry[field] + " x", "a {{inputs.parameters.a}}"):
                        yield plant((*place, field), wrong, "DG315", "DG303", "DG307")
                if field == "_from":
                    for wrong in ("plain", "", entry[field] + "x"):
                        yield plant((*place, field), wrong, "DG315")
            if not artifact and given:
                other = (
                    "value_from_path" if "value_from_path" not in entry else "value_from_parameter"
                )
                value = "/tmp/x" if other == "value_from_path" else "{{workflow.name}}"
                both = tuple((*place, field) for field in (*given, other))
                yield Plant({(*place, other): value}, ("DG729",), both)
                if template["kind"] in ("Steps", "DAG") and "value_from_parameter" in given:
                    moved = {(*place, "value_from_parameter"): GONE, (*place, other): value}
                    yield Plant(moved, ("DG730",), ((*place, other),))


def unused_template(graph: Graph) -> Iterator[Plant]:
    new = {"kind": "SuspendOPTemplate"}
    yield plant(("templates", "nobody-calls-me"), new, "DG606")
