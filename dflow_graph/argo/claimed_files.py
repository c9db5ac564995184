"""Files of claims in the container of a template: inputs are mounted, outputs are copied.

What an input reads is mounted at its path, so that no byte is copied and any image will do. Outputs
are copied when the command has ended; for that the image needs `sh`, `cp`, `find` and `mkdir`.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.own_paths import with_paths
from dflow_graph.argo.python_script import PACKAGES

__all__ = ["CLAIMS", "kept", "mounted"]

CLAIMS = "/dflow/claims"
"""The folder of a container below which whole claims are mounted."""

# $1 is what was written, $2 its place in a claim. An empty folder holds nothing, but for object
# stores, where ART-14 has it hold a file.
_KEEP = """\
keep() {
  [ -e "$1" ] || return 0
  if [ -d "$1" ]; then
    mkdir -p "$2" && cp -R "$1/." "$2/" && find "$2" -name .empty_dir -size 0 -exec rm -f {} +
  else
    rmdir "$2" 2>/dev/null
    [ ! -d "$2" ] || { echo "$2 is a folder, and the output a file" >&2; return 1; }
    mkdir -p "${2%/*}" && cp "$1" "$2"
  fi
}
"""

# The command gets the signal too, and what it wrote by then is copied.
_RUN = 'trap : TERM INT\n"$@"\ncode=$?\n'


def mounted(fields: dict[str, Any], body: Body) -> dict[str, Any]:
    """A template whose container has the folders of claims that its inputs read, at their paths."""
    if not body.fetched or body.node.is_group:
        return fields
    shape = body.variant.shape
    main, found, claimed = _main(fields), [], []
    for artifact in fields.get("inputs", {}).get("artifacts", ()):
        fetched = body.fetched.get(artifact["name"])
        if fetched is None or (shape.resource and artifact["name"].startswith(PACKAGES)):
            # A resource runs no OP, and needs none of its packages.
            continue
        if not main or shape.resource:
            _no_container(f"`{artifact['name']}` from a claim or a plug-in", body)
        elif not fetched.claim:
            _check_plugin(artifact["name"], body)
        else:
            volume = _volume(fetched.claim, body)
            place = {"subPath": fetched.place} if fetched.place else {}
            claimed.append(artifact)
            found.append({"name": volume, "mountPath": artifact["path"], **place, "readOnly": True})
    if found and "container" in fields:
        # There, Argo takes a mount at the path of an artifact for a mistake.
        fields = _without(fields, [artifact["name"] for artifact in claimed])
    return _with_mounts(fields, _main(fields), found)


def _without(fields: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """A template that does not declare some inputs, whose paths are written out."""
    artifacts = fields["inputs"]["artifacts"]
    paths = {a["name"]: a["path"] for a in artifacts if a["name"] in names}
    rest = [artifact for artifact in artifacts if artifact["name"] not in paths]
    inputs = {key: value for key, value in fields["inputs"].items() if key != "artifacts"}
    inputs.update({"artifacts": rest} if rest else {})
    changed = {**fields, "inputs": inputs}
    if not inputs:
        del changed["inputs"]
    written: dict[str, Any] = with_paths(changed, paths)
    return written


def kept(fields: dict[str, Any], body: Body) -> dict[str, Any]:
    """A template whose command is followed by the copying of outputs to claims (ART-6)."""
    main = _main(fields)
    if not body.copies:
        return fields
    if not main:
        _no_container(f"`{next(iter(body.copies))}` to a claim", body)
        return fields
    if "command" not in main:
        body.cannot(
            f"`{body.node.name}` names no `command` after which outputs could be copied to a claim",
            body.node.path,
            "Set `command` to what the image starts.",
        )
        return fields
    paths = {a["name"]: a["path"] for a in fields["outputs"]["artifacts"]}
    words: list[str] = []
    mounts: dict[str, dict[str, Any]] = {}
    for name, places in body.copies.items():
        for claim, place in places:
            volume = _volume(claim, body)
            # STO-8
            mounts[volume] = {"name": volume, "mountPath": f"{CLAIMS}/{volume}"}
            words += [paths[name], f"{CLAIMS}/{volume}/{place}"]
    command = ["sh", "-c", _script(len(words) // 2), "dflow", *words, *main["command"]]
    return _with_mounts(fields, {**main, "command": command}, list(mounts.values()))


def _script(count: int) -> str:
    """The text that runs a command and copies `count` outputs then; its exit code is kept."""
    numbers = range(count)
    names = " ".join(f"s{n}=$1 d{n}=$2; shift 2;" for n in numbers)
    copies = " && ".join(f'keep "$s{n}" "$d{n}"' for n in numbers)
    return f"{_KEEP}{names}\n{_RUN}{copies} || [ $code != 0 ] || code=1\nexit $code\n"


def _main(fields: dict[str, Any]) -> dict[str, Any]:
    main: dict[str, Any] = fields.get("script") or fields.get("container") or {}
    return main


def _with_mounts(
    fields: dict[str, Any], main: dict[str, Any], mounts: list[dict[str, Any]]
) -> dict[str, Any]:
    if not mounts:
        return fields
    name = "script" if "script" in fields else "container"
    source = {"source": main["source"]} if "source" in main else {}
    rest = {key: value for key, value in main.items() if key != "source"}
    all_mounts = [*rest.pop("volumeMounts", ()), *mounts]
    return {**fields, name: {**rest, "volumeMounts": all_mounts, **source}}


def _volume(claim: str, body: Body) -> str:
    claims, own = body.lowering.claims, body.template.volumes or ()
    if claims.is_taken(claim, own):
        body.cannot(
            f"the volume `{claim}` is not the claim `{claim}`, which would get the same name",
            body.node.path,
            "Give the volume another name.",
        )
    return claims.volume(claim, own)


def _no_container(what: str, body: Body) -> None:
    body.cannot(
        f"`{body.node.name}` has no container of its own that could take {what}",
        body.node.path,
        "Let a Python OP or a script read or write it.",
    )


def _check_plugin(name: str, body: Body) -> None:
    if body.node.kind != "PythonOPTemplate":
        body.cannot(
            f"a plug-in fetches `{name}`, which is Python that only the pod of a Python OP runs",
            body.node.in_artifacts[name].path if name in body.node.in_artifacts else body.node.path,
            "Fetch it in a Python OP before, and pass on what that gives.",
        )
