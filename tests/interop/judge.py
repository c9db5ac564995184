"""pydflow itself, in a process of its own: what scripts give under it, and what it makes of graphs.

`write` runs scripts under pydflow, `load` loads graphs into it and writes them again. One process
takes a whole batch, since importing pydflow is slow. No store and no server is asked for anything.
"""

import json
import os
import runpy
import sys
import traceback
from pathlib import Path

import dflow
from dflow import s3_config
from dflow.utils import StorageClient

FAKES = {"access_key": "FAKE-ACCESS-KEY-1234", "secret_key": "FAKE-SECRET-KEY-5678"}


class Store(StorageClient):
    """A store that takes everything and keeps nothing."""

    def upload(self, key, path):
        return key

    def download(self, key, path):
        raise OSError(key)

    def list(self, prefix, recursive=False):
        return []

    def copy(self, src, dst):
        return None

    def get_md5(self, key):
        return ""

    def to_dict(self):
        return {**s3_config, "storage_client": None, **FAKES}


def write(folder, script):
    """The graph and the manifest of a script, written instead of submitting it."""
    work = folder / "work" / script.stem
    work.mkdir(parents=True)
    os.chdir(work)

    def submit(workflow, *_args, **_kwargs):
        graph = workflow.to_graph_json(indent=1)
        (folder / f"{script.stem}.graph.json").write_text(graph)
        manifest(folder, script.stem, workflow)
        return workflow

    dflow.Workflow.submit = submit
    copy = work / script.name
    copy.write_text(script.read_text())
    runpy.run_path(str(copy), run_name="__main__")


def load(folder, graph):
    """What pydflow makes of a graph: the graph again, and its manifest."""
    stem = graph.name.partition(".")[0]
    # Packages and files are named as the script named them.
    work = graph.parent / "work" / stem
    os.chdir(work if work.is_dir() else folder)
    workflow = dflow.Workflow.from_graph(json.loads(graph.read_text()))
    (folder / f"{stem}.graph.json").write_text(workflow.to_graph_json(indent=1))
    manifest(folder, stem, workflow)


def manifest(folder, stem, workflow):
    text = json.dumps(workflow.to_dict(), indent=1, default=str)
    (folder / f"{stem}.argo.json").write_text(text)


def apart(run, folder, path):
    """Runs in a fork, so that what a script sets is gone with it; the error's text, or nothing."""
    report = folder / f"{path.name.partition('.')[0]}.error"
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return report.read_text() if report.exists() else ""
    try:
        run(folder, path)
    except BaseException as error:  # noqa: BLE001 - pydflow and scripts raise anything
        report.write_text(f"{type(error).__name__}: {error}")
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(0)


def main(command, folder, *paths):
    s3_config["storage_client"] = Store()
    run = {"write": write, "load": load}[command]
    errors = {
        Path(p).name.partition(".")[0]: apart(run, Path(folder), Path(p).resolve()) for p in paths
    }
    found = {name: error for name, error in errors.items() if error}
    (Path(folder) / "errors.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
