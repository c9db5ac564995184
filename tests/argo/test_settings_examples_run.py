"""The examples of values, pods and executors run end to end, and give what their authors expect."""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import pytest

from dflow_graph.model import Workflow
from tests.argo.examples_in_pods import completed, furnished, listed, pieces, pods_of, stored
from tests.argo.harness.cluster import NAMESPACE, Cluster
from tests.argo.harness.kubernetes import Event, Place
from tests.argo.test_executors import LOCAL, SITE

pytestmark = pytest.mark.argo_oracle

Json = dict[str, Any]


@pytest.fixture
def cluster(argo: Cluster) -> Iterator[Cluster]:
    with furnished(argo) as cluster:
        yield cluster


def packed(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as file:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            file.addfile(member, io.BytesIO(content))
    return data.getvalue()


def test_values_of_every_type_arrive(cluster: Cluster, tmp_path: Path) -> None:
    names = ("one", "a", "train", "test", "cu-bulk", "cu-111", "zn-bulk")
    files = {f"files/{name}.txt": name for name in names}
    files.update(listed("files/set", {"p.txt": "p", "q.txt": "q"}))
    with h5py.File(tmp_path / "data.h5", "w") as file:
        file["x"] = [1, 2]
        file["x"].attrs["type"] = "data"
    data = (tmp_path / "data.h5").read_bytes()
    cluster.repository.write("repository", "files/datasets/data.h5", data)
    catalogue = listed("files/datasets", {"data.h5": ""})
    files["files/datasets/.dflow/0"] = catalogue["files/datasets/.dflow/0"]
    done = completed("values.json", cluster, files)
    given = done.outputs("measure")
    assert given["digest"] == hashlib.sha256(b"dflow-graph").hexdigest()
    assert float(given["volume"]) == round(3.615**3, 4)
    assert json.loads(given["seen"]) == ["bulk", "cluster", "surface"]
    listing = stored(done, "gather", "listing").decode().splitlines()
    # ART-7: a source without a catalogue contributes its root path.
    assert listing[2:] == [
        *("dflow_several_0", "dflow_several_1", "p.txt", "q.txt"),
        *("train: dflow_named_train", "test: dflow_named_test", "copper/", "zinc/"),
    ]
    log = done.log()
    summary = {"unit": "angstrom", "rows": 2, "offsets": [0.0, 0.5]}
    assert f"{round(3.615**3, 4)} ['bulk', 'cluster', 'surface'] {summary}" in log
    assert "['head', 'tail']" in log
    for line in (
        *("text    plain", "number  0.5", "flag    true", "nothing null"),
        *("list    [1,[2,3]]", 'map     {"a":{"b":null}}'),
    ):
        assert line in log.splitlines()


def test_a_pod_has_what_is_said_of_it(cluster: Cluster) -> None:
    models = cluster.claims / "models"
    models.mkdir()
    (models / "solubility.pt").write_text("model")
    molecules = {"a.csv": b"CCO\nC\nCCO\n", "b.csv": b"CCCCCCCC\nC\n"}
    cluster.repository.write("repository", "molecules.tgz", packed(molecules))
    done = completed("kubernetes.yaml", cluster, {})
    # Doubles are taken out; a weight is the number of letters.
    rows = ["CCO,3.000", "C,1.000", "CCCCCCCC,8.000"]
    predicted = [f"{row},{len(row) % 7},4" for row in rows]
    assert done.outputs("predict") == {"rows": "3"}
    ranked = sorted(predicted, key=lambda row: -float(row.split(",")[1]))
    assert stored(done, "rank", "ranking").decode().splitlines() == ranked
    assert "model /models/solubility.pt" in done.log()
    for pod in done.pods.values():
        assert {"check-models", "main", "metrics"} <= pod.codes.keys()
    # The containers before see the volumes of the main one.
    assert done.log().count("solubility.pt") >= len(done.pods)
    claims = Place("api/v1/persistentvolumeclaims", NAMESPACE, "")
    assert cluster.server.objects.items(claims, lambda _: True) == []


PLUGIN = """\
def render(pod, settings):
    main = {**pod.main, "command": ["submit", settings.kind, *pod.main["command"]]}
    return {**pod.fields, "script": main}
"""
REMOTE = ("SlurmRemoteExecutor", "RemoteExecutor", "SlurmJobTemplate")
PROGRAMS = {
    "submit": '#!/bin/sh\necho "submitted to $1"; shift; exec "$@"\n',
    # The energy falls with the square of the cut-off.
    "mpirun": """#!/bin/sh
cutoff=$(sed -n 's/.*ecutwfc = //p' scf.in)
awk "BEGIN { print \\"!    total energy  =\\", -16 + 1 / ($cutoff * $cutoff), \\"Ry\\" }"
""",
}


@pytest.fixture
def queues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package with executors that submit a script and wait for it."""
    (tmp_path / "queues_here.py").write_text(PLUGIN)
    folder = tmp_path / "queues_here-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: queues_here\nVersion: 1.0\n")
    points = "".join(f"{kind} = queues_here:render\n" for kind in REMOTE)
    (folder / "entry_points.txt").write_text(f"[dflow_graph.executors]\n{points}")
    importlib.invalidate_caches()
    monkeypatch.syspath_prepend(str(tmp_path))


def on_this_machine(graph: Workflow) -> Workflow:
    """The example, whose queue is the one that DPDispatcher has for the machine that it is on."""
    fields = graph.to_dict()
    fields["context"] = {**LOCAL, "secrets": fields["context"]["secrets"]}
    claim = {"name": "tools", "persistentVolumeClaim": {"claimName": "tools"}}
    fields["templates"]["scf"] |= {
        "volumes": [claim],
        "mounts": [{"name": "tools", "mountPath": "/tools"}],
        "envs": {"PYTHONPATH": "/tools"},
    }
    return Workflow.from_dict(fields)


@pytest.mark.usefixtures("queues")
def test_a_cutoff_is_found_by_executors(cluster: Cluster) -> None:
    cluster.programs.update(PROGRAMS)
    cluster.secrets["hpc-login"] = cluster.secrets["workstation-login"] = {"word": "secret"}
    if not (cluster.claims / "tools").exists():
        (cluster.claims / "tools").symlink_to(SITE)
    objects = cluster.server.objects

    def carry_out(kind: str, event: Event) -> None:
        """Ends a job of Slurm, as an operator in the cluster tells of it."""
        if kind.endswith("/slurmjobs") and "status" not in event.object:
            place = Place(kind, NAMESPACE, event.object["metadata"]["name"])
            change = {"status": {"status": "Succeeded"}}
            threading.Timer(0.1, objects.patch, (place, change)).start()

    objects.listeners.append(carry_out)
    try:
        done = completed("executors.json", cluster, {}, on_this_machine)
    finally:
        objects.listeners.remove(carry_out)
    energies = [-16 + 1 / cutoff**2 for cutoff in (20.0, 30.0, 40.0, 50.0)]
    assert pieces(done, "scf", "energy") == pytest.approx(energies, abs=1e-4)
    assert json.loads(done.outputs("reference")["energy"]) == pytest.approx(
        -16 + 1 / 8100, abs=1e-4
    )
    assert done.outputs("check") == {"index": "2"}
    log = done.log()
    assert [log.count(f"submitted to {kind}\n") for kind in REMOTE] == [4, 1, 1]
    (reference,) = pods_of(done, "reference")
    pod = next(
        p for name, p in done.pods.items() if name.endswith(reference["id"].rpartition("-")[2])
    )
    assert "before\n" in pod.log
    jobs = objects.items(Place("apis/wlm.sylabs.io/v1alpha1/slurmjobs", NAMESPACE, ""), bool)
    batches = sorted(job["spec"]["batch"].splitlines()[-1] for job in jobs)
    assert batches == ["bands.x -in bands.in", "pp.x -in density-2.in"]
