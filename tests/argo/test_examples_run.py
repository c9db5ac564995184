"""The Python OPs of the examples run end to end, and give what their authors expect."""

from __future__ import annotations

import json
import math
import random
import statistics
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.argo.examples_in_pods import (
    EXAMPLES,
    completed,
    furnished,
    listed,
    pieces,
    pods_of,
    stored,
    unpacked,
)
from tests.argo.harness.cluster import BUCKET, NAMESPACE, Cluster
from tests.argo.harness.kubernetes import Place

pytestmark = pytest.mark.argo_oracle


@pytest.fixture
def cluster(argo: Cluster) -> Iterator[Cluster]:
    """A cluster whose images have the programs of the examples."""
    with furnished(argo) as cluster:
        yield cluster


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
    mean = [abs(1 - 4) / 2 + abs(6 - 4) / 2, (2 + 3) / 2, 1, 0, 1]
    assert pieces(done, "evaluate", "error") == pytest.approx(mean)
    log = done.log()
    name = done.workflow["metadata"]["name"]
    assert f"told: the training in {name} has succeeded" in log
    assert f"told: loss {outputs['loss']}" in log
    assert f"told: {name} has ended: Succeeded" in log
    assert "tell-failures" not in {n["displayName"] for n in done.nodes if n["phase"] != "Skipped"}


def test_workflows_in_workflows_give_a_table(cluster: Cluster) -> None:
    metals = ("copper", "silver", "gold")
    files = listed("structures", {f"{metal}.txt": f"{metal}\n" for metal in metals})
    done = completed("nested_super_ops.yaml", cluster, files)
    strains = (-0.02, -0.01, 0.0, 0.01, 0.02)
    energies = pods_of(done, "energy")
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
    assert [len(pods_of(done, n)) for n in ("run-train", "run-explore", "label")] == [8, 16, 11]
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


REPOSITORIES: dict[str, Any] = {
    "metadata": {"name": "artifact-repositories"},
    "data": {"minio": f"s3: {{bucket: {BUCKET}, endpoint: store, insecure: true}}"},
}
LIGANDS = {"aspirin": 4, "ibuprofen": 9, "naproxen": 3, "ketoprofen": 5, "diclofenac": 1}


def test_ligands_are_docked_and_ranked(cluster: Cluster) -> None:
    files = {
        **listed("ligands", {f"{name}.pdbqt": "x" * size for name, size in LIGANDS.items()}),
        **listed("decoys", {f"d{n}.pdbqt": "x" * (3 + n) for n in range(3)}),
        "cox2.pdbqt": "receptor",
    }
    done = completed("dag_options.json", cluster, files)
    affinities = [-(size + 0.5) for size in LIGANDS.values()]
    assert pieces(done, "dock", "affinity") == affinities
    assert pieces(done, "decoys", "affinity") == [-3.5, -4.5, -5.5]
    # A ligand is good that binds better than all decoys.
    rows = sorted(zip(affinities, LIGANDS, strict=True))
    table = "".join(f"{name},{a:.2f},{name}.pdbqt,{a < -5.5:d}\n" for a, name in rows)
    assert stored(done, "rank", "table").decode() == table
    assert done.outputs("rank") == {"best": "ibuprofen"}
    log = done.log()
    assert "docking has succeeded" in log
    assert "docking has failed" not in log
    assert {"vina 1.2.5", "scratch is mounted"} <= set(log.splitlines())


def test_structures_are_relaxed_and_scored_in_groups(cluster: Cluster) -> None:
    names = ["water", "methanol", "ethanol", "acetone", "benzene", "toluene", "phenol", "aniline"]
    files = {}
    for count, name in enumerate(names, 1):
        atoms = "".join(f"C 0.01 {n}.02 0.03\n" for n in range(count))
        files[f"{name}.xyz"] = f"{count}\n{name}\n{atoms}"
    done = completed("sub_path_groups.json", cluster, listed("molecules", files))
    # Each atom moves by 0.01 + 0.02 + 0.03 to the next point of the grid.
    counts = list(range(1, 9))
    assert pieces(done, "relax", "moved") == pytest.approx([0.06 * n for n in counts])
    assert pieces(done, "score", "score") == [n / 2 for n in counts]
    assert pieces(done, "copy", "atoms") == counts
    assert [len(pods_of(done, n)) for n in ("relax", "score", "copy")] == [8, 2, 2]
    assert done.outputs("pick") == {"index": "7"}
    atoms = "".join(f"C 0.000000 {n:.6f} 0.000000\n" for n in range(8))
    assert unpacked(stored(done, "pick", "best"))[-1:] == [f"8\naniline\n{atoms}"]
    assert "moved 0.480000, 8 atoms" in done.log()


def test_walks_are_drawn_sorted_and_reported(cluster: Cluster) -> None:
    done = completed("python_scripts.yaml", cluster, {"packages/plots.tgz": ""})
    drawn = [float(done.outputs(n["displayName"])["value"]) for n in pods_of(done, "draw")]
    assert drawn == [random.Random(n).gauss(0, 1) for n in range(8)]
    walked = [json.loads(done.outputs(n["displayName"])["distance"]) for n in pods_of(done, "walk")]
    distances = []
    for n in range(1, 5):
        generator = random.Random(f"walk-{n:02d}")
        distances.append(float(abs(sum(generator.choice((-1, 1)) for _ in range(1000)))))
    assert walked == distances
    places = [float(done.outputs(n["displayName"])["pressure"]) for n in pods_of(done, "place")]
    expected = [1013.25 * math.exp(-height / 8430) for height in (540, 2850)]
    assert places == pytest.approx(expected, abs=1e-6)
    samples = []
    for k in range(4):
        generator = random.Random(k)
        samples.append([f"{generator.gauss(0, 1 + k):f}" for _ in range(500)])
    counts = []
    for sample in samples:
        bins = [min(9, int(abs(float(value)) / 0.5)) for value in sample]
        counts.append([bins.count(n) for n in range(10)])
    median = statistics.median(float(value) for sample in samples for value in sample)
    (line,) = (line for line in done.log().splitlines() if line.startswith("median"))
    _, middle, _, rest = line.split(" ", 3)
    assert float(middle) == pytest.approx(median, abs=1e-6)
    # SLC-24: what is no Python OP sees the collected text.
    given = [piece["dflow_list_item"] for text in json.loads(rest) for piece in text]
    assert given == counts
    assert "distances in 10 bins" in done.log()


def test_a_campaign_of_three_hundred_steps_gives_its_records(cluster: Cluster) -> None:
    done = completed("three_hundred_steps.json", cluster, {})
    kinds = Counter(node["templateName"] for node in done.nodes if node["type"] == "Pod")
    stages = ("embed", "optimise", "frequencies", "single-point", "thermo")
    assert kinds == dict.fromkeys(stages, 60)
    graph = json.loads((EXAMPLES / "three_hundred_steps.json").read_text())
    tasks = {t["name"]: t for n in (1, 2, 3) for t in graph["templates"][f"batch-{n}"]["tasks"]}
    for name, task in tasks.items():
        if not name.endswith("-embed"):
            continue
        size, molecule = len(task["parameters"]["smiles"]), name.removesuffix("-embed")
        record = json.loads(stored(done, f"{molecule}-thermo", "record"))
        wave_numbers = sum(100 * n for n in range(1, size + 1))
        assert record == {
            "name": molecule.removeprefix("m-"),
            "xtb_energy": -size - 0.25,
            "dft_energy": -10.0 * size,
            "zero_point_energy": pytest.approx(0.5 * wave_numbers * 4.556335e-06),
        }


def test_numbers_are_scaled_and_reported(cluster: Cluster) -> None:
    objects = cluster.server.objects
    maps = Place("api/v1/configmaps", NAMESPACE, "")
    lamp = {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "lamp"}}
    objects.create(maps, {**lamp, "data": {"colour": "red"}})
    objects.create(maps, REPOSITORIES)
    objects.create(maps, {"metadata": {"name": "locale"}, "data": {"lc-all": "C"}})
    cluster.secrets["site"] = {"name": "here"}
    done = completed("extensions.yaml", cluster, {"numbers.txt": "1 2.5 4\n"})
    assert done.outputs("report") == {"lines": "9"}
    assert unpacked(stored(done, "report", "report")) == ["2.50\n6.25\n10.00\n" * 3]
    assert objects.get(maps._replace(name="lamp"))["data"] == {"colour": "green"}
