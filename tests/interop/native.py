"""Scripts run under dflow_graph, in one process: the graph that each of them gives by itself."""

import json
import os
import re
import runpy
import sys
import traceback
from pathlib import Path

from dflow_graph.authoring import steps  # noqa: F401 - imported before the forks

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
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        runpy.run_path(str(path), run_name="__main__")
    (written,) = graphs.iterdir()
    graph = json.loads(written.read_text())
    (folder / f"{script.stem}.json").write_text(json.dumps(graph))


def main(folder, *scripts):
    for script in scripts:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                run(Path(folder), Path(script).resolve())
                status = 0
            except BaseException:  # noqa: BLE001 - scripts raise anything
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(status)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
