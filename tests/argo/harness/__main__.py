"""`python -m tests.argo.harness GRAPH…`: runs graphs, or scripts that write one, and shows all."""

import functools
import json
import sys
import tempfile
from pathlib import Path

from dflow_graph.pipeline import read_file
from tests.argo.harness.cluster import Run, cluster
from tests.argo.harness.graphs import run_graph
from tests.argo.oracle import built_oracle
from tests.authoring.test_scripts import run as run_script


def shown(run: Run) -> str:
    """The nodes of a run, one a line, and what its pods printed."""
    lines = [f"{run.phase} {run.message}"]
    for node in sorted(run.nodes, key=lambda n: n["startedAt"]):
        outputs = node.get("outputs", {})
        values = {p["name"]: p.get("value") for p in outputs.get("parameters", [])}
        keys = {a["name"]: a.get("s3", {}).get("key") for a in outputs.get("artifacts", [])}
        said = node.get("message", "")
        parts = [node["name"], node["type"], node["phase"], said, json.dumps(values), str(keys)]
        lines.append("  ".join(parts))
    return "\n".join([*lines, run.log()])


def main(paths: list[str]) -> None:
    executor = functools.partial(built_oracle, "executor")
    with (
        cluster(built_oracle("controller"), executor) as place,
        tempfile.TemporaryDirectory() as folder,
    ):
        for number, name in enumerate(paths):
            path = Path(name)
            graph = run_script(path, Path(folder, str(number))) if path.suffix == ".py" else path
            model = read_file(graph).model
            assert model is not None, f"{name} has findings"
            run = run_graph(place, model, graph.parents[path.suffix == ".py"], timeout=20)
            sys.stdout.write(f"== {name}\n{shown(run)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
