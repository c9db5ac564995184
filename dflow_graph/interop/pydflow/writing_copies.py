"""Scripts that pydflow's loader no longer writes into: success tags, and files in claims.

It does so for shells and Python only, and loads every script template as one that is neither. What
it would have written is written here, into a copy of the template where other steps call it, too.
"""

from __future__ import annotations

import json
from typing import Any

from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.interop.pydflow.names import calls_of

__all__ = ["with_written_scripts"]

_COUNTING = ("continue_on_num_success", "continue_on_success_ratio")
_SCRIPTS = ("ScriptOPTemplate", "ShellOPTemplate", "PythonScriptOPTemplate")
_MOUNTED = "/tmp/mnt"  # noqa: S108 - where pydflow mounts a claim


def with_written_scripts(conversion: Conversion, graph: dict[str, Any]) -> dict[str, Any]:
    """The graph with the scripts of such templates completed; the graph given is not changed."""
    templates = graph["templates"]
    if not any(_demand(call) for t in templates.values() for call in calls_of(t)) and not any(
        _saves(template) for template in templates.values()
    ):
        return graph
    copied: dict[str, Any] = json.loads(json.dumps(graph))
    demands: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for template in copied["templates"].values():
        for call in calls_of(template):
            if copied["templates"].get(call["template"], {}).get("kind") in _SCRIPTS:
                demand = json.dumps(_demand(call))
                demands.setdefault(call["template"], {}).setdefault(demand, []).append(call)
    for name, groups in demands.items():
        _complete(conversion, copied["templates"], name, groups)
    for name, template in copied["templates"].items():
        _write_outputs(conversion, template, Place(("templates", name), ("templates", name)))
    return copied


def _demand(call: dict[str, Any]) -> list[Any]:
    """What a step asks of the script that it calls: a success tag, and artifacts from claims."""
    claims = [
        [name, source]
        for name, source in call.get("artifacts", {}).items()
        if isinstance(source, dict) and source.get("kind") == "pvc"
    ]
    counts = any(name in call for name in _COUNTING)
    return [counts, claims] if counts or claims else []


def _saves(template: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    if template["kind"] not in _SCRIPTS:
        return []
    return [
        (output.get("path", ""), save)
        for output in template.get("outputs", {}).get("artifacts", {}).values()
        for save in output.get("save", ())
        if save["kind"] == "pvc"
    ]


def _complete(
    conversion: Conversion,
    templates: dict[str, Any],
    name: str,
    groups: dict[str, list[dict[str, Any]]],
) -> None:
    plain = json.dumps(templates[name])
    is_free = len(groups) == 1
    for text, calls in groups.items():
        demand = json.loads(text)
        if not demand:
            continue
        own = name if is_free else _free(templates, name)
        templates[own] = json.loads(plain)
        counts, claims = demand
        place = Place(("templates", name), ("templates", own))
        for port, claim in claims:
            _write_input(templates[own], port, claim)
        if counts:
            _write_tag(templates[own])
        message = "pydflow's loader does not write success tags and links to claims; they are here"
        conversion.repair(place.at("script"), message)
        for call in calls:
            call["template"] = own
            for port, _ in claims:
                del call["artifacts"][port]


def _free(templates: dict[str, Any], name: str) -> str:
    number = 2
    while f"{name}-{number}" in templates:
        number += 1
    return f"{name}-{number}"


def _is_python(template: dict[str, Any]) -> bool:
    kind = template["kind"] == "PythonScriptOPTemplate"
    return kind or any("python" in word for word in template.get("command", ()))


def _write_tag(template: dict[str, Any]) -> None:
    shell = "\necho 1 > /tmp/outputs/success_tag\n"
    python = "\nwith open('/tmp/outputs/success_tag', 'w') as f:\n    f.write('1')\n"
    template["script"] = template.get("script", "") + (python if _is_python(template) else shell)


def _write_input(template: dict[str, Any], port: str, claim: dict[str, Any]) -> None:
    path = template.get("inputs", {}).get("artifacts", {}).pop(port, {}).get("path", "")
    link = f"ln -s {_MOUNTED}/{claim['subpath']} {path}"
    if _is_python(template):
        rest = template["script"].removeprefix("import os\n")
        template["script"] = f"import os\nos.system('{link}')\n{rest}"
    else:
        template["script"] = f"{link}\n{template['script']}"
    _mount(template, claim)


def _write_outputs(conversion: Conversion, template: dict[str, Any], place: Place) -> None:
    saved = _saves(template)
    if not saved:
        return
    copies = [f"cp -r {path} {_MOUNTED}/{claim['subpath']}" for path, claim in saved]
    if _is_python(template):
        lines = "import os\n" + "".join(f"os.system('{copy}')\n" for copy in copies)
    else:
        lines = "".join(f"{copy}\n" for copy in copies)
    template["script"] = f"{template['script']}\n{lines}"
    for output in template["outputs"]["artifacts"].values():
        output["save"] = [save for save in output.get("save", ()) if save["kind"] != "pvc"]
    for _, claim in saved:
        _mount(template, claim)
    message = "pydflow's loader does not copy outputs to claims; the script does"
    conversion.repair(place.at("script"), message)


def _mount(template: dict[str, Any], claim: dict[str, Any]) -> None:
    mount = {"name": claim["name"], "mountPath": _MOUNTED}
    template["mounts"] = [*template.get("mounts", ()), mount]
    own = {name: item for name, item in claim.items() if name != "kind"}
    template["pvcs"] = [*template.get("pvcs", ()), own]
