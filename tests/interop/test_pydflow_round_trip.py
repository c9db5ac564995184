"""pydflow -> ours -> pydflow: the installed pydflow loads what comes back, and it is the same.

Both ways are counted: ours, and pydflow's own graph -> object -> graph.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from dflow_graph.interop.document import document_of_text
from dflow_graph.interop.pydflow import from_pydflow, to_pydflow
from tests.interop.comparison import classes_of, differences, normal

HERE = Path(__file__).parent
GRAPHS = sorted((HERE / "graphs").glob("*.graph.json"))
NAMES = [path.name.partition(".")[0] for path in GRAPHS]
PARTS = ("graph", "argo")

# Manifests that pydflow does not make: of what the script itself made, or of a class that only the
# script has.
NO_MANIFEST = {
    *("hooks_and_exit", "remote_executors", "resources", "secrets_everywhere", "storage_kinds")
}
# pydflow does not load its own graph of it either: the source of an artifact that is sliced by its
# paths in groups is lost, and only the helper pod's name is left.
NOT_LOADED = {"fp_groups"}
# What pydflow asks for where a graph has no password for Bohrium.
ENVIRONMENT = {"BOHRIUM_PASSWORD": "given by the environment"}
CLASS_OF_SCRIPT = "a class that only the script has"
IN_CLEAR = "a credential, which pydflow holds in clear only"
LOST = "pydflow's graph has lost it already"
CLIENT = "an object of the client, which comes back as a dictionary"
BIG = "pydflow leaves unsaid what is big, and does not load a key of two tags"
GRAPH_LOSSES = {
    "apex_properties": (r"/executor/password", IN_CLEAR),
    "claims": (r"/mounts/\d/.*|/save|/artifacts|/outputs/.*|/inputs/.*|/steps/.*", CLIENT),
    "client_objects": (
        r"/(volumes|mounts|tolerations|affinity|envs|init_containers|sidecars)/.*|/retry_strategy/.*",
        CLIENT,
    ),
    "dpgen_loop": (r"/save_as_artifact|/steps/1/0/key|/password", BIG),
    "storage_kinds": (r"/tasks/2/dependencies", "pydflow adds what follows from an argument"),
    "typed_ports": (r"/parameters/k/py/object|/op/inputs/k/type", CLASS_OF_SCRIPT),
    "big_parameters": (r"/parameters/config/py/object|/op/inputs/config/type", CLASS_OF_SCRIPT),
    "parameter_values": (r"/parameters/value/py/object", CLASS_OF_SCRIPT),
    "true_errors": (r"/parameters/d/py/object", CLASS_OF_SCRIPT),
    "concurrent_learning": (
        r"/inputs/parameters/config/save_as_artifact|/steps/1/0/key",
        BIG,
    ),
    "dispatcher": (r"/password", IN_CLEAR),
    "remote_executors": (r"/executor/py/object", CLASS_OF_SCRIPT),
    "resources": (r"/use_resource/py/object", CLASS_OF_SCRIPT),
    "secrets_everywhere": (
        r"/annotations/(note|registry/password)|/image_pull_secrets/0|/\w*password|/source|/script"
        r"|/envs(/\w+(/value)?)?|/parameters/(api_key|auth/.*|url|password/value)|/web/url",
        f"{IN_CLEAR}; and `envs` that is empty",
    ),
    "secrets_and_clients": (
        r"/password|/envs/(A/value|API_TOKEN)|/(volumes|mounts|tolerations)/0/.*",
        f"{IN_CLEAR}; an object of the client, which comes back as a dictionary",
    ),
}
MANIFEST_LOSSES = {
    "apex_properties": (r"/source|/parameters/6/description", IN_CLEAR),
    "dpgen_loop": (r"/inputs/(artifacts|parameters)|/from|/value|/source", BIG),
    "expression_mix": (r"/depends", "`(a)` for `(a.Succeeded)`: the graph says `a` of both"),
    "hooks_when_keys": (r"/spec/templates", LOST),
    "plugins": (r"/source", "pydflow loads a script of every kind as one that is none"),
    "argo_functions": (r"/spec/templates", LOST),
    "artifact_lists": (r"/artifacts|/source", LOST),
    "big_parameters": (r"/arguments/artifacts/0/from", "pydflow refers to a big parameter as one"),
    "concurrent_learning": (
        r"/inputs/(artifacts|parameters)|/artifacts/0/from|/parameters/[012]/value"
        r"|/spec/templates/3/outputs/parameters",
        "as in the graph; and that `argo_len` needs the output as a parameter too is lost",
    ),
    "dag_deps": (r"/depends", "`(a)` for `(a.Succeeded)`: the graph says `a` of both"),
    "dispatcher": (r"/source", IN_CLEAR),
    "memoized_groups": (r"/memoize", LOST),
    "op_with_state": (r"/spec/templates", LOST),
    "parameter_values": (r"/parameters/0/value", CLASS_OF_SCRIPT),
    "true_errors": (r"/parameters/0/value", CLASS_OF_SCRIPT),
    "retries": (r"/memoize", LOST),
    "secrets_and_clients": (r"/source|/env/\d+(/.*)?", IN_CLEAR),
    "workflow_settings": (r"/key|/source|/archiveLocation.*", "pydflow's configuration"),
}


class Judged(NamedTuple):
    folder: Path
    errors: dict[str, str]


def judge(command: str, folder: Path, paths: list[Path]) -> Judged:
    folder.mkdir()
    program = [sys.executable, str(HERE / "judge.py"), command, str(folder), *map(str, paths)]
    done = subprocess.run(
        program,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
        env={**os.environ, **ENVIRONMENT},
    )
    assert done.returncode == 0, done.stderr
    return Judged(folder, json.loads((folder / "errors.json").read_text()))


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("converted")
    return [_written(path, folder) for path in GRAPHS]


def _written(path: Path, folder: Path) -> Path:
    name = path.name.partition(".")[0]
    for package in ("common", "mypackage"):
        (folder / "work" / name / package).mkdir(parents=True)
    ours, _ = from_pydflow(document_of_text(path.read_bytes()).root)
    assert ours is not None
    theirs, report = to_pydflow(ours)
    assert theirs is not None, report
    target = folder / path.name
    target.write_text(json.dumps(theirs))
    return target


@pytest.fixture(scope="module")
def again(converted: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """What pydflow makes of the graphs that came back."""
    return judge("load", tmp_path_factory.mktemp("again") / "out", converted)


@pytest.fixture(scope="module")
def own(converted: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """What pydflow makes of its own graphs."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "work").symlink_to(converted[0].parent / "work")
    copies = [folder / path.name for path in GRAPHS]
    for path, target in zip(GRAPHS, copies, strict=True):
        target.write_bytes(path.read_bytes())
    return judge("load", folder / "out", copies)


def found_differences(name: str, part: str, judged: Judged) -> list[str] | None:
    """The pointers that differ from what pydflow wrote first; None where a side is missing."""
    paths = (HERE / "graphs" / f"{name}.{part}.json", judged.folder / f"{name}.{part}.json")
    if not all(path.exists() for path in paths):
        return None
    classes = classes_of(json.loads((HERE / "graphs" / f"{name}.graph.json").read_text()))
    one, other = (normal(json.loads(path.read_text()), classes) for path in paths)
    return list(differences(one, other))


def unlisted(found: list[str], losses: dict[str, tuple[str, str]], name: str) -> list[str]:
    pattern = losses.get(name, (r"(?!)", ""))[0]
    return [pointer for pointer in found if not re.search(f"(?:{pattern})$", pointer)]


@pytest.mark.parametrize("name", NAMES)
def test_graph_comes_back_equal_but_for_listed_losses(name: str, again: Judged) -> None:
    found = found_differences(name, "graph", again)
    if name in NOT_LOADED:
        assert found is None
        return
    assert found is not None, again.errors.get(name)
    assert unlisted(found, GRAPH_LOSSES, name) == []
    assert bool(found) == (name in GRAPH_LOSSES)


@pytest.mark.parametrize("name", sorted(set(NAMES) - NO_MANIFEST - NOT_LOADED))
def test_manifest_is_that_of_the_original_but_for_listed_losses(name: str, again: Judged) -> None:
    found = found_differences(name, "argo", again)
    assert found is not None, again.errors.get(name)
    assert unlisted(found, MANIFEST_LOSSES, name) == []
    assert bool(found) == (name in MANIFEST_LOSSES)


def table(again: Judged, own: Judged) -> str:
    """The rates of both ways, as docs/pydflow.md has them."""
    lines = [f"| of {len(NAMES)} workflows | equal graph | equal manifest | not loaded |"]
    lines.append("|---|---|---|---|")
    for way, judged in (("through dflow-graph", again), ("through pydflow alone", own)):
        equal = (
            str(sum(found_differences(name, part, judged) == [] for name in NAMES))
            for part in PARTS
        )
        lost = sum(found_differences(name, "graph", judged) is None for name in NAMES)
        lines.append(f"| {way} | {' | '.join(equal)} | {lost} |")
    return "\n".join(lines)


def test_rates_are_those_of_the_documentation(again: Judged, own: Judged) -> None:
    page = HERE.parents[1] / "docs" / "pydflow.md"
    before, mark, rest = page.read_text().partition("<!-- rates -->\n")
    _, end, after = rest.partition("\n<!-- end -->")
    found = table(again, own)
    print(found)  # noqa: T201 - the rates are to be seen
    text = f"{before}{mark}{found}{end}{after}"
    if os.environ.get("DFLOW_GRAPH_UPDATE"):
        page.write_text(text)
    assert page.read_text() == text


def test_more_comes_back_than_through_pydflow_alone(again: Judged, own: Judged) -> None:
    for part in PARTS:
        ours, theirs = (
            sum(found_differences(name, part, judged) == [] for name in NAMES)
            for judged in (again, own)
        )
        assert ours > theirs
