"""Brings graphs to a cluster: their local files go to its artifact store, then they are emitted."""

from pathlib import Path
from typing import IO, Any

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.options import EmitOptions
from dflow_graph.delivery.uploads import upload_local_files
from dflow_graph.model import Workflow
from tests.argo.harness.cluster import BUCKET, Cluster, Run
from tests.argo.harness.repository import Repository


class _Uploads:
    """The artifact store, as what uploads files sees of it."""

    prefix = "uploads"

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def has(self, key: str) -> bool:
        return key in self._repository.keys(BUCKET, key)

    def put(self, key: str, content: IO[bytes]) -> None:
        self._repository.write(BUCKET, key, content.read())


def run_graph(
    cluster: Cluster, graph: Workflow, folder: Path = Path(), timeout: float = 60, **options: Any
) -> Run:
    """Emits a graph and runs it to its end; its local files lie below a folder."""
    uploads = upload_local_files(graph, folder, _Uploads(cluster.repository))
    return cluster.run(emit_argo(graph, EmitOptions(uploads=uploads, **options)), timeout)
