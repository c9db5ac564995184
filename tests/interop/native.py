"""Scripts run under dflow_graph, in one process: the graph that each of them gives by itself.

A graph with errors is not written by `submit`; what stands in it is compared all the same, and
`errors.json` has what was said: the codes of the findings, or the error of a script that ended.
"""

import json
import os
import re
import runpy
import sys
from pathlib import Path

from dflow_graph.authoring.workflow import Workflow
from dflow_graph.pipeline import InvalidGraphError

IMPORT = re.compile(r"^(from|import) dflow\b", re.MULTILINE)


def run(folder, script):
    """Writes the graph of one script; its folder has the files that the script makes."""
    work = folder / script.stem
    work.mkdir()
    os.chdir(work)
    path = work / script.name
    path.write_text(IMPORT.sub(r"\1 dflow_graph", script.read_text()))
    graphs = folder / "graphs" / script.stem
    graphs.mkdir(parents=True)
    os.environ.update(DFLOW_GRAPH_MODE="graph", DFLOW_GRAPH_DIR=str(graphs))
    sys.argv = [str(path)]
    submit = Workflow.submit

    def submitted(workflow, *args, **kwargs):
        try:
            return submit(workflow, *args, **kwargs)
        except InvalidGraphError as error:
            (graphs / "refused.json").write_text(json.dumps(workflow.to_graph()))
            (folder / f"{script.stem}.error").write_text(codes(error))

    Workflow.submit = submitted
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        runpy.run_path(str(path), run_name="__main__")
    (written,) = graphs.iterdir()
    graph = json.loads(written.read_text())
    (folder / f"{script.stem}.json").write_text(json.dumps(graph))


def codes(error):
    return " ".join(sorted({d.code for d in error.report.diagnostics if d.severity == "error"}))


def main(folder, *scripts):
    for script in scripts:
        child = os.fork()
        if child == 0:
            try:
                run(Path(folder), Path(script).resolve())
            except BaseException as error:  # noqa: BLE001 - scripts raise anything
                said = f"{type(error).__name__}: {error}"
                (Path(folder) / f"{Path(script).stem}.error").write_text(said)
            finally:
                os._exit(0)
        os.waitpid(child, 0)
    errors = {path.stem: path.read_text() for path in Path(folder).glob("*.error")}
    (Path(folder) / "errors.json").write_text(json.dumps(errors))


if __name__ == "__main__":
    main(*sys.argv[1:])
