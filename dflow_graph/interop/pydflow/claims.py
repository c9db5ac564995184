"""Artifacts that are kept in persistent volume claims, as the author gave them.

pydflow makes a copy of the template for a step that has some: it takes the artifact from the inputs
and writes lines into the script that link or copy the files, mounts the claim, and adds it to those
of the template. All of that follows from the source or the place to save, and is taken back.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.interop.pydflow.names import calls_of
from dflow_graph.regex import regex

__all__ = ["return_claims"]

_LINKS = (
    regex(r"ln -s /tmp/mnt/(?P<subpath>[^\n]*?) (?P<path>\S+)\n"),
    regex(r"os\.system\('ln -s /tmp/mnt/(?P<subpath>[^\n]*?) (?P<path>\S+)'\)\n"),
)
_IMPORT = "import os\n"
_MOUNTED = "/tmp/mnt"  # noqa: S108 - where pydflow mounts a claim


def return_claims(conversion: Conversion, document: dict[str, Any]) -> None:
    """Takes back what pydflow made of claims, and reports each artifact."""
    templates = document["templates"]
    for name, template in templates.items():
        place = Place(("templates", name), ("templates", name))
        for call in calls_of(template):
            called = templates.get(call["template"])
            if called is not None and called["kind"] == "ScriptOPTemplate":
                at = Place(("templates", call["template"]), ("templates", call["template"]))
                _return_inputs(conversion, call, called, at)
        if template["kind"] == "ScriptOPTemplate":
            _return_outputs(conversion, template, place)


def _return_inputs(
    conversion: Conversion, call: dict[str, Any], template: dict[str, Any], place: Place
) -> None:
    """Gives a template its inputs back that a step takes from claims."""
    own = template.get("inputs", {}).get("artifacts", {})
    missing = [
        (name, source)
        for name, source in call.get("artifacts", {}).items()
        if name not in own and isinstance(source, dict) and source["kind"] == "pvc"
    ]
    script = template.get("script", "")
    pattern = _LINKS[script.startswith(_IMPORT)]
    rest = script.removeprefix(_IMPORT)
    found = []
    # Each line was put before the others.
    for name, claim in reversed(missing):
        link = pattern.match(rest)
        if link is None or link["subpath"] != claim["subpath"]:
            return
        rest = rest[link.end() :]
        found.append((name, link["path"], claim))
    if not found:
        return
    inputs = template.setdefault("inputs", {}).setdefault("artifacts", {})
    for name, path, claim in reversed(found):
        inputs[name] = {"path": path}
        _unmount(template, claim)
        at = place.inside("inputs", "artifacts", name)
        conversion.repair(at.of("script"), "the lines that link a claim are pydflow's")
    template["script"] = rest


def _return_outputs(conversion: Conversion, template: dict[str, Any], place: Place) -> None:
    """Takes from a script the lines that copy its outputs to claims."""
    saved = [
        (output.get("path"), save)
        for output in template.get("outputs", {}).get("artifacts", {}).values()
        for save in output.get("save", ())
        if save["kind"] == "pvc"
    ]
    if not saved:
        return
    shell = "".join(f"cp -r {path} /tmp/mnt/{claim['subpath']}\n" for path, claim in saved)
    python = "".join(
        f"os.system('cp -r {path} /tmp/mnt/{claim['subpath']}')\n" for path, claim in saved
    )
    for ending in (f"\n{shell}", f"\n{_IMPORT}{python}"):
        while template.get("script", "").endswith(ending):
            template["script"] = template["script"].removesuffix(ending)
            for _, claim in saved:
                _unmount(template, claim)
            at = place.at("script")
            conversion.repair(at, "the lines that copy outputs to a claim are pydflow's")


def _unmount(template: dict[str, Any], claim: dict[str, Any]) -> None:
    """Takes one mount of the claim, and the claim itself, from a template."""
    _drop(template, "mounts", {"name": claim["name"], "mountPath": _MOUNTED})
    _drop(template, "pvcs", {name: item for name, item in claim.items() if name != "kind"})


def _drop(template: dict[str, Any], field: str, item: dict[str, Any]) -> None:
    if item in template.get(field, ()):
        template[field].remove(item)
        if not template[field]:
            del template[field]
