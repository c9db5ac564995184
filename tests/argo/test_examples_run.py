"""The Python OPs of the examples run end to end, and give what their authors expect.

Programs of the images, such as LAMMPS, are a few lines of shell here that write such files.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dflow_graph.pipeline import read_file
from tests.argo.harness.cluster import BUCKET, Cluster, Run
from tests.argo.harness.graphs import run_graph

pytestmark = pytest.mark.argo_oracle

EXAMPLES = Path(__file__).parents[2] / "examples"

PROGRAMS = {
    "run-hse": "#!/bin/sh\necho cube of hse > out.cube; echo energy -9.5\n",
    "run-pbe": "#!/bin/sh\necho cube of pbe > out.cube; echo energy -7.25\n",
    "curl": '#!/bin/sh\necho "told: $3"\n',
    # Training writes the seed into the model.
    "dp": """#!/bin/sh
if [ "$1" = train ]; then echo '# step' > lcurve.out
else grep '"seed"' input.json | tail -1 | tr -dc 0-9 > graph.pb; fi
""",
    # Models of the first iteration differ in one frame of two, later ones in none.
    "lmp": """#!/bin/sh
set -- $(grep pair_style in.lammps)
test "$(cat "$3")" -lt 1000 && second=0.1 || second=0.01
for n in 0 10; do echo 'ITEM: TIMESTEP'; echo $n; done > traj.dump
printf '# step\\n0 0 0 0 0.01\\n10 0 0 0 %s\\n' $second > model_devi.out
""",
    # One calculation of eight does not end well.
    "mpirun": """#!/bin/sh
case "$PWD" in *conf.0003) exit 1; esac
echo energy of "${PWD##*/}" > OUTCAR
""",
}


@pytest.fixture
def cluster(argo: Cluster) -> Iterator[Cluster]:
    """A cluster whose images have the programs of the examples."""
    argo.programs.update(PROGRAMS)
    yield argo
    argo.programs.clear()


def completed(name: str, cluster: Cluster, files: Mapping[str, str], **changes: Any) -> Run:
    """The run of an example, whose files are in the store."""
    for key, text in files.items():
        cluster.repository.write(BUCKET, key, text.encode())
    model = read_file(EXAMPLES / name).model
    assert model is not None
    done = run_graph(cluster, model, EXAMPLES, timeout=300)
    assert done.phase == "Succeeded", f"{done.message}\n{done.log()}"
    return done


def stored(done: Run, node: str, artifact: str) -> bytes:
    """The bytes of an output artifact that is not packed."""
    (found,) = (n for n in done.nodes if n["displayName"] == node)
    (output,) = (a for a in found["outputs"]["artifacts"] if a["name"] == artifact)
    keys = done.repository.keys(BUCKET, output["s3"]["key"])
    (key,) = (k for k in keys if "/.dflow/" not in k)
    return done.repository.read(BUCKET, key)


@pytest.mark.parametrize("name", ["conditional_dag.json", "conditional_dag.yaml"])
@pytest.mark.parametrize(
    ("lowest", "functional", "energy"), [(0.5, "HSE06", -9.5), (-1.0, "PBE", -7.25)]
)
def test_a_calculation_is_chosen_by_what_another_one_gives(
    name: str, lowest: float, functional: str, energy: float, cluster: Cluster
) -> None:
    files = {
        "silicon/eigenvalues.txt": f"-5 1\n-1 1\n{lowest} 0\n2 0\n",
        "silicon/structure.cif": "data_si\n",
    }
    done = completed(name, cluster, files)
    assert json.loads(stored(done, "report", "report")) == {
        "gap_ev": lowest + 1,
        "energy_ev": energy,
        "functional": functional,
        "density_bytes": len("cube of hse\n"),
    }
    phases = {n["displayName"]: n["phase"] for n in done.nodes}
    ran, other = ("hse", "pbe") if functional == "HSE06" else ("pbe", "hse")
    assert (phases[ran], phases[other], phases["alarm"]) == ("Succeeded", "Skipped", "Omitted")


def test_a_training_is_evaluated_and_its_end_is_told(cluster: Cluster) -> None:
    numbers = "1 2 3 4 5 6 7"
    done = completed("hooks_and_exit.json", cluster, {"numbers.txt": numbers})
    outputs = done.outputs("train")
    # The variance of the numbers: the mean is found after 200 steps.
    assert float(outputs["loss"]) == pytest.approx(4.0)
    pieces = [n for n in done.named("evaluate") if n["type"] == "Pod"]
    errors = {}
    for node in pieces:
        (item,) = json.loads(done.outputs(node["displayName"])["error"])
        errors[item["order"]] = item["dflow_list_item"]
    mean = [abs(1 - 4) / 2 + abs(6 - 4) / 2, (2 + 3) / 2, 1, 0, 1]
    assert [errors[n] for n in range(5)] == pytest.approx(mean)
    log = done.log()
    name = done.workflow["metadata"]["name"]
    assert f"told: the training in {name} has succeeded" in log
    assert f"told: loss {outputs['loss']}" in log
    assert f"told: {name} has ended: Succeeded" in log
    assert "tell-failures" not in {n["displayName"] for n in done.nodes if n["phase"] != "Skipped"}


def test_workflows_in_workflows_give_a_table(cluster: Cluster) -> None:
    metals = ("copper", "silver", "gold")
    files = {f"structures/{metal}.txt": f"{metal}\n" for metal in metals}
    items = [{"dflow_list_item": f"{m}.txt", "order": n} for n, m in enumerate(metals)]
    files["structures/.dflow/0"] = json.dumps({"path_list": items})
    done = completed("nested_super_ops.yaml", cluster, files)
    strains = (-0.02, -0.01, 0.0, 0.01, 0.02)
    energies = [n for n in done.named("energy") if n["type"] == "Pod"]
    assert len(energies) == len(metals) * len(strains)
    expected = sorted(
        -3.5 + (zlib.crc32(b"strain %g\n%s\n" % (strain, metal.encode())) % 1000) / 1e6
        for strain in strains
        for metal in metals
    )
    found = []
    for node in energies:
        (output,) = (p for p in node["outputs"]["parameters"] if p["name"] == "energy")
        found += [item["dflow_list_item"] for item in json.loads(output["value"])]
    assert sorted(found) == pytest.approx(expected)
    table = stored(done, "compare", "table").decode()
    assert all(metal in table for metal in metals)


def test_an_active_learning_goes_on_until_its_models_agree(cluster: Cluster) -> None:
    files = {
        **{f"copper/init/{n}/type.raw": "0\n" for n in ("bulk-fcc", "bulk-hcp", "surface-111")},
        "copper/conf.lmp": "1 atoms\n",
    }
    done = completed("concurrent_learning.json", cluster, files)
    # The calculation that does not end well is tried four times.
    assert [done_in(done, name) for name in ("run-train", "run-explore", "label")] == [8, 16, 11]
    converged = [n["outputs"]["parameters"] for n in done.named("select")]
    values = [p["value"] for outputs in converged for p in outputs if p["name"] == "converged"]
    assert sorted(values) == ["false", "true"]
    failed = [n["displayName"] for n in done.nodes if n["type"] == "Pod" and n["phase"] == "Failed"]
    assert len(failed) == 4
    assert all(name.startswith("label(3") for name in failed)
    # Seven of eight calculations are enough, and are the data of the next iteration.
    (collected,) = (n for n in done.named("collect") if n["phase"] == "Succeeded" and first(n))
    (output,) = (a for a in collected["outputs"]["artifacts"] if a["name"] == "iter_data")
    assert output["s3"]["key"]


def first(node: dict[str, Any]) -> bool:
    """Whether a node is one of the first iteration."""
    given = {p["name"]: p.get("value") for p in node["inputs"]["parameters"]}
    return given["iter"] == "0"


def done_in(done: Run, name: str) -> int:
    """How many pods of a step ran."""
    return len([n for n in done.named(name) if n["type"] == "Pod"])
