"""Each kind of difference between a manifest of pydflow and ours, with the reason for it.

A kind is told by where it stands and by what both sides say there; `docs/pydflow.md` has the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.interop.pydflow_argo.meaning import Difference

__all__ = ["KINDS", "Kind", "kind_of"]


class Kind(NamedTuple):
    """`place` matches the whole path of a difference, and `says` what both sides say there.

    What pydflow's graph has lost comes out right of the native graph of the same script.
    """

    name: str
    place: str
    says: Callable[[Any, Any], bool]
    reason: str
    is_lost: bool = False


def _only_theirs(theirs: Any, ours: Any) -> bool:
    return bool(theirs) and not ours


def _skipped(theirs: Any, ours: Any) -> bool:
    """Whether ours differs by tasks that were skipped alone."""
    return bool(theirs == _without_skipped(ours)) and theirs != ours


def _without_skipped(after: Any) -> Any:
    return [
        {
            names: [held for held in states if "Skipped" not in held]
            for names, states in part.items()
        }
        for part in after or ()
    ]


def _more(theirs: Any, ours: Any) -> bool:
    return all(part in ours for part in theirs) and len(ours) > len(theirs)


def _names(theirs: Any, ours: Any) -> bool:
    return bool(theirs == [secret["name"] for secret in ours])


def _of_claim(theirs: Any, ours: Any) -> bool:
    """Whether a part of a template is there for a file of a claim."""
    if isinstance(theirs, str):
        return "/tmp/mnt/" in theirs and "/tmp/mnt/" not in ours
    if isinstance(ours, dict):
        return theirs is None and ours["optional"] is True and ours["from"] is None
    if isinstance(ours[0], dict):
        return any(m["mountPath"] == "/tmp/mnt" for m in theirs)
    return bool(ours[:2] == ["sh", "-c"] and ours[-len(theirs) :] == theirs)


def _helper(theirs: Any, ours: Any) -> bool:
    return "-init-artifact.outputs.parameters." in theirs and "-init-artifact" not in ours


KINDS = (
    Kind(
        "account, namespace",
        r"workflow/(spec serviceAccountName|metadata/namespace)",
        lambda theirs, ours: (theirs, ours) == ("argo", None) or theirs is None,
        "pydflow's configuration has an account, and names the namespace to the server; a graph "
        "has the account that it says, and its namespace",
    ),
    Kind(
        "value of a big parameter",
        r".*/arguments/\w+/(s3|raw)",
        lambda theirs, ours: theirs == {"key": "an upload"} or list(ours or ()) == ["data"],
        "pydflow uploads it; here it stands in the manifest",
    ),
    Kind(
        "big parameter through steps",
        r".*/(in|out)puts/\w+/sort",
        lambda theirs, ours: (theirs, ours) == ("parameter", "big parameter"),
        "pydflow passes it on as an ordinary parameter, which Argo refuses",
    ),
    Kind(
        "executor",
        r".*/(command|env|metadata/annotations|op/root)",
        lambda theirs, ours: (
            theirs in (["$(pwd)/tmp"], {"workflow.dp.tech/script_rendered": "true"})
            or (theirs == ["python3"] and ours[1:2] == ["-c"])
            or (not theirs and all("secretKeyRef" in v["valueFrom"] for v in ours))
        ),
        "each brings the OP to another machine in its own way, here with the credential in a "
        "secret ([executors.md](executors.md))",
    ),
    Kind(
        "dependency without a state",
        r".*/after",
        _skipped,
        "pydflow's graph says `a` where the author gave the task `a`; Argo takes it to hold after "
        "a skipped task, too",
        is_lost=True,
    ),
    Kind(
        "dependency by data",
        r".*/after",
        _more,
        "here every task is named whose output is taken; pydflow leaves out what follows from the "
        "dependencies that the author gave",
    ),
    Kind(
        "going on in a `DAG`",
        r".*/goes on",
        _only_theirs,
        "pydflow writes `continueOn` beside `depends`, which Argo refuses; here `depends` of the "
        "tasks behind it says so",
    ),
    Kind(
        "parallelism of a loop",
        r".*/(parallelism|bound)",
        lambda theirs, ours: theirs is None or ours is None,
        "pydflow bounds all steps of the template; here a template around the loop bounds the loop",
    ),
    Kind(
        "key of a script or a group",
        r".*/calls/[\w-]+/key",
        _only_theirs,
        "only an OP sees its key; for others it is written where it counts, with `memoize_prefix`",
    ),
    Kind(
        "config map of `memoize`",
        r".*/memoize/cache/configMap/name",
        lambda theirs, ours: theirs.startswith("dflow-") and ours == "dflow",
        "pydflow has one for each key, here there is one for all",
    ),
    Kind(
        "lost in pydflow's graph",
        r".*/(memoize/(cache|key)|op/state|outputs/\w+/archive|metadata/annotations)",
        lambda theirs, ours: bool(theirs) and (not ours or (theirs, ours) == ("none", "zip")),
        "the manifest was made of the script, and the graph has it no longer; from the script "
        "itself it comes out the same",
        is_lost=True,
    ),
    Kind(
        "`argo_sum`, `argo_concat`",
        r".*/loop/items",
        _helper,
        "pydflow starts a pod for it; here Argo computes it",
    ),
    Kind(
        "apostrophe in a list",
        r".*/loop/items",
        lambda theirs, ours: "'\"'\"'" in theirs or '"\'"' in theirs,
        "pydflow quotes it as a shell would, and Argo cannot read the expression",
    ),
    Kind(
        "groups of items by their paths",
        r"main\.path-and-group/op/.*|main/calls/path-and-group/.*",
        lambda theirs, ours: bool(ours),
        "pydflow starts a pod that deals the files into folders; here each pod takes its items",
    ),
    Kind(
        "file of a claim",
        r".*/(source|command|volumeMounts|inputs/\w+)",
        lambda theirs, ours: bool(ours) and _of_claim(theirs, ours),
        "pydflow links and copies files in lines that it writes into the script; here the folder "
        "or file of the claim is mounted at the path of the input, and outputs are copied when the "
        "command has ended",
    ),
    Kind(
        "pull secrets",
        r"workflow/spec imagePullSecrets",
        _names,
        "pydflow writes names where Argo wants objects, and refuses names",
    ),
    Kind(
        "default of an output",
        r".*/outputs/\w+/value",
        lambda theirs, ours: (theirs, ours) == ("0", "-1"),
        "`output_parameter_default` of a port that is a `Parameter` has no effect in pydflow",
    ),
    Kind(
        "default that is a tuple",
        r".*/inputs/\w+/value",
        lambda theirs, ours: "<tuple>" in theirs and "<tuple>" not in ours,
        "pydflow's graph has a list in its place",
        is_lost=True,
    ),
    Kind(
        "text for a type that is no text",
        r".*/arguments/\w+",
        lambda theirs, ours: f'"{theirs}"' == ours,
        "a port of another type gets JSON here; pydflow gives it the bare text, and reads both",
    ),
)


def kind_of(difference: Difference, *, is_native: bool) -> Kind | None:
    """The first kind that a difference is of; None for one that is not listed."""
    for kind in (kind for kind in KINDS if not (is_native and kind.is_lost)):
        found = re.fullmatch(kind.place, difference.path)
        if found and kind.says(difference.theirs, difference.ours):
            return kind
    return None
