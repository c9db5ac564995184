"""The examples as they are run to their end: what is in the store and in the images, what came out.

Programs of the images, such as LAMMPS, are a few lines of shell here that write such files.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dflow_graph.model import Workflow
from dflow_graph.pipeline import read_file
from tests.argo.harness.cluster import BUCKET, Cluster, Run
from tests.argo.harness.graphs import run_graph
from tests.argo.harness.rooms import LIBRARY, Files

EXAMPLES = Path(__file__).parents[2] / "examples"

ENGINE = """\
#!/bin/sh
# A container engine that has one image: the pod it is in.
shift
while :; do case "$1" in --rm) shift;; -*) shift 2;; *) break;; esac; done
shift
exec "$@"
"""

PROGRAMS = {
    "run-hse": "#!/bin/sh\necho cube of hse > out.cube; echo energy -9.5\n",
    "run-pbe": "#!/bin/sh\necho cube of pbe > out.cube; echo energy -7.25\n",
    "curl": """#!/bin/sh
if [ "$2" = --output ]; then echo "$4" > "$3"; else echo "told: $3"; fi
""",
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
    "docker": ENGINE,
    # The affinity is the size of the ligand.
    "vina": """#!/bin/sh
echo "   1        -$(wc -c < "$4").5      0.0      0.0"
sed s/^/docked:/ "$4" > "$8"
""",
    # The pressure at a height, as the script computes it.
    "node": """#!/bin/sh
height=$(sed -n 's/.*exp(-\\([0-9]*\\) .*/\\1/p' "$1")
awk "BEGIN { printf \\"%.6f\\", 1013.25 * exp(-$height / 8430) }" > /tmp/pressure.txt
""",
    # The median of an even number of numbers.
    "Rscript": """#!/bin/sh
find /tmp/samples -type f -not -path '*/.dflow/*' -exec cat {} + | sort -g |
awk '{ v[NR] = $1 } END { printf "%.8f", (v[NR / 2] + v[NR / 2 + 1]) / 2 }' > /tmp/median.txt
""",
    # The energy is the number of atoms, and a vibration is 100 a line of the geometry.
    "xtb": """#!/bin/sh
atoms=$(head -1 "$1")
case "$*" in
*--hess*) for n in $(seq $atoms); do echo "$n a $((100 * n)) 0 YES"; done > vibspectrum;;
*) cp "$1" xtbopt.xyz; echo "| TOTAL ENERGY   -$atoms.25 Eh |";;
esac
""",
    "rank": """#!/bin/sh
mkdir -p "$(dirname "$6")"
sort -t, -k2nr "$4" | head -"$2" > "$6"
""",
    "metrics": "#!/bin/sh\nexec sleep 100\n",
}

# Packages of images that are a few lines here.
_MOLECULES = """\
class Molecule(str):
    pass


MolFromSmiles = AddHs = Molecule


def MolToXYZFile(molecule, path):
    with open(path, "w") as file:
        file.write("%d\\n\\n" % len(molecule) + "".join("%s 0 0 0\\n" % atom for atom in molecule))
"""
_RDKIT = {
    "rdkit/__init__.py": "",
    "rdkit/Chem/__init__.py": _MOLECULES,
    "rdkit/Chem/AllChem.py": """\
def EmbedMolecule(molecule, randomSeed):
    assert randomSeed == 2024


def MMFFOptimizeMolecule(molecule):
    pass
""",
    "rdkit/Chem/Descriptors.py": "MolWt = len\n",
}
_PSI4 = """\
def geometry(text):
    return text.splitlines()


def energy(method, molecule):
    assert method == "pbe0/def2-tzvp"
    return -10.0 * (len(molecule) - 1)


set_num_threads = set_memory = print
"""
_PLOT = """\
def use(backend):
    assert backend == "Agg"


xlabel = ylabel = use = print
_points = []


def plot(values, marker):
    _points.extend(values)


def savefig(path):
    with open(path, "w") as file:
        file.write("plot of %s" % _points)
"""


def image_of(files: Mapping[str, str]) -> Files:
    """What an image with Python packages has."""
    return {f"{LIBRARY}/{name}": text for name, text in files.items()}


def installed(*packages: str) -> Files:
    """What an image has in which packages of this machine are installed."""
    found = {}
    for package in packages:
        spec = find_spec(package)
        assert spec is not None, package
        (place,) = spec.submodule_search_locations or ()
        for folder in (Path(place), Path(f"{place}.libs")):
            if folder.is_dir():
                found[f"{LIBRARY}/{folder.name}"] = folder
    return found


IMAGES: dict[str, Files] = {
    "registry.example.org/rdkit:2024.03": image_of(_RDKIT),
    "registry.example.org/psi4:1.9": image_of({"psi4.py": _PSI4}),
    "registry.example.org/plot:1.2": image_of(
        {"matplotlib/__init__.py": "use = print\n", "matplotlib/pyplot.py": _PLOT}
    ),
    "registry.example.org/python-h5py:3.11": installed("h5py", "numpy"),
}


def catalogue(names: Iterable[str]) -> str:
    """The catalogue of an artifact that is a list of files (ART-8)."""
    items = [{"dflow_list_item": name, "order": n} for n, name in enumerate(names)]
    return json.dumps({"path_list": items})


def listed(folder: str, files: Mapping[str, str]) -> dict[str, str]:
    """A list of files below a key in the store, with its catalogue: key to text."""
    stored = {f"{folder}/{name}": text for name, text in files.items()}
    return {**stored, f"{folder}/.dflow/0": catalogue(files)}


@contextmanager
def furnished(cluster: Cluster) -> Iterator[Cluster]:
    """A cluster whose images have the programs and packages of the examples."""
    cluster.programs.update(PROGRAMS)
    cluster.images.update(IMAGES)
    try:
        yield cluster
    finally:
        cluster.programs.clear()
        cluster.images.clear()


def unchanged(graph: Workflow) -> Workflow:
    return graph


def completed(
    name: str,
    cluster: Cluster,
    files: Mapping[str, str],
    changed: Callable[[Workflow], Workflow] = unchanged,
) -> Run:
    """The run of an example, whose files are in the store. `changed` makes it fit this cluster."""
    for key, text in files.items():
        cluster.repository.write(BUCKET, key, text.encode())
    model = read_file(EXAMPLES / name).model
    assert model is not None
    done = run_graph(cluster, changed(model), EXAMPLES, timeout=300)
    assert done.phase == "Succeeded", f"{done.message}\n{done.log()}"
    return done


def stored(done: Run, node: str, artifact: str) -> bytes:
    """The bytes of an output artifact that is one file and not packed."""
    (found,) = (n for n in done.nodes if n["displayName"] == node)
    (output,) = (a for a in found["outputs"]["artifacts"] if a["name"] == artifact)
    keys = done.repository.keys(BUCKET, output["s3"]["key"])
    (key,) = (k for k in keys if "/.dflow/" not in k)
    return done.repository.read(BUCKET, key)


def unpacked(data: bytes) -> list[str]:
    """The texts of the files of an output that is packed, but for catalogues, by their names."""
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        members = sorted(archive.getmembers(), key=lambda m: m.name)
        files = [archive.extractfile(m) for m in members if "/.dflow/" not in m.name]
        return [file.read().decode() for file in files if file is not None]


def pods_of(done: Run, name: str) -> list[dict[str, Any]]:
    """The pods of a step, in the order of their names."""
    return [n for n in done.named(name) if n["type"] == "Pod"]


def pieces(done: Run, name: str, parameter: str) -> list[Any]:
    """What the pieces of a loop give for an output, in the order of their places."""
    found = []
    for node in pods_of(done, name):
        values = (p for p in node["outputs"]["parameters"] if p["name"] == parameter)
        found += [item for value in values for item in json.loads(value["value"])]
    return [item["dflow_list_item"] for item in sorted(found, key=lambda item: item["order"])]
