"""The example of storage runs end to end, but for what Argo has no place for (DG908)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dflow_graph.model import Workflow
from tests.argo.examples_in_pods import EXAMPLES, completed, furnished, listed, stored
from tests.argo.harness.cluster import NAMESPACE, Cluster
from tests.argo.harness.kubernetes import Place
from tests.argo.test_examples_run import REPOSITORIES
from tests.argo.test_pods_in_company import git
from tests.argo.test_services_run import web

pytestmark = pytest.mark.argo_oracle

Json = dict[str, Any]

SCRIPTS = {
    "cif2poscar": '#!/bin/sh\necho "$(cat "$3") in $(cat "$2")"\n',
    "scale": '#!/bin/sh\necho "$(cat "$1")" > "$2/scaled"\n',
    "check": "#!/bin/sh\necho 'a warning'; exit 1\n",
}


@pytest.fixture
def cluster(argo: Cluster) -> Iterator[Cluster]:
    with furnished(argo) as cluster:
        yield cluster


def within_reach(repository: str, server: str) -> Callable[[Workflow], Workflow]:
    """The example with the servers of this test, and without what a manifest has no place for.

    That is an item of an artifact as an output, and for a template that is no Python OP; a part of
    a git repository; and a plug-in of a template that is no Python OP.
    """

    def changed(graph: Workflow) -> Workflow:
        fields = graph.to_dict()
        main = fields["templates"]["main"]
        del main["outputs"]["artifacts"]["first-trajectory"]
        ((convert,), (simulate,), (analyse,)) = main["steps"]
        sources = convert["artifacts"]
        sources["from-plugin"] = {"kind": "s3", "key": "plugin.cif"}
        sources["from-http"]["url"] = f"{server}/liquid"
        place = {"kind": "git", "repo": repository}
        sources["scripts"] = {**place, "revision": "v1.4.0", "depth": 1}
        analyse["artifacts"]["reference"] = place
        units = fields["templates"]["convert"]["inputs"]["artifacts"]["units"]
        del units["slice"]
        units["sub_path"] = "metal.dat"
        # A key alone is one of the repository, which is S3 here.
        own = simulate["artifacts"]
        own["structures"][2] |= {"bucket": "materials", "endpoint": "oss.example.org"}
        items = own["potentials"]["items"]
        items["meam"]["bucket"] = "materials"
        items["deep"] |= {"container": "materials", "endpoint": "https://a.example.org"}
        return Workflow.from_dict(fields)

    return changed


def test_files_come_from_everywhere_and_go_everywhere(cluster: Cluster, tmp_path: Path) -> None:
    objects = cluster.server.objects
    maps = Place("api/v1/configmaps", NAMESPACE, "")
    if not objects.items(maps, lambda m: m["metadata"]["name"] == "artifact-repositories"):
        objects.create(maps, REPOSITORIES)
    login = {key: base64.b64encode(key.encode()).decode() for key in ("user", "word")}
    secret = {"metadata": {"name": "data-login"}, "data": login}
    objects.create(Place("api/v1/secrets", NAMESPACE, ""), secret)
    grain = cluster.claims / "library" / "copper" / "grain.cif"
    grain.parent.mkdir(parents=True)
    grain.write_text("grain")
    for name, text in SCRIPTS.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "all")
    git(tmp_path, "tag", "v1.4.0")
    for key, text in {
        "copper/structures/bulk/fcc.cif": "bulk",
        "copper/surface.cif": "surface",
        "copper/defects/vacancy.cif": "vacancy",
        "copper/clusters/cu13.cif": "cluster",
        **listed("copper/more/poscars", {"m0": "more 0", "m1": "more 1"}),
        **listed("potentials", {"p0": "first", "p1": "second", "p2": "third"}),
    }.items():
        cluster.repository.write("materials", key, text.encode())
    files = {
        "plugin.cif": "plugin",
        "copper/constants/lattice.dat": "3.6",
        **listed("copper/units", {"metal.dat": "metal", "real.dat": "real"}),
        **listed("copper/extra", {"e0": "extra 0", "e1": "extra 1"}),
        "potentials/cu.eam": "eam",
    }
    with web() as (server, _):
        reach = within_reach(f"file://{tmp_path}", server)
        done = completed("storage.yaml", cluster, files, reach)
    twin = (EXAMPLES / "inputs" / "twin.cif").read_text().strip()
    cif = ["bulk", "surface", "vacancy", "cluster", "answer to /liquid", twin, "grain", "plugin"]
    structures = [*(f"{text} in metal\n" for text in cif), "extra 0", "more 1"]
    assert done.outputs("simulate") == {"frames": str(len(structures))}
    settings = "timestep 0.001\nensemble npt\ntemperature 300\n"
    written = [
        cluster.repository.read(
            "materials", f"copper/trajectories/trajectories/trajectory.{n:03d}.xyz"
        )
        for n in range(len(structures))
    ]
    assert [text.decode() for text in written] == [text + settings for text in structures]
    log = stored(done, "simulate", "log").decode()
    assert log == "potentials: deep, eam, meam, shape, unit\n"
    rows = [
        f"trajectory.{n:03d}.xyz,{len((s + settings).splitlines())}"
        for n, s in enumerate(structures)
    ]
    table = stored(done, "analyse", "table").decode().splitlines()
    assert table[:4] == ["file,lines", rows[0], rows[2], "state,1"]
    assert table[4:-2] == rows
    assert table[-2] == "restart files,1"
    assert table[-1].startswith("reference,")
    assert cluster.repository.keys("materials", "copper/figure.zip")
    (kept,) = cluster.claims.glob("*restarts/copper/**/state.txt")
    assert kept.read_text() == "step 1000\n"
