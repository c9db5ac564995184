"""The credentials of a registry of images; a graph names their Kubernetes secret and no more."""

from __future__ import annotations

from typing import Optional

from dflow_graph.authoring.settings import secret_name

__all__ = ["DockerSecret"]


class DockerSecret:
    """A Kubernetes secret for a registry, made apart from the graph (clause SEC-3).

    Without `name` it is `dflow-REGISTRY-USERNAME`.
    """

    def __init__(
        self, registry: str, username: str, password: str, name: Optional[str] = None
    ) -> None:
        self.registry, self.username, self.password = registry, username, password
        self.name = secret_name("", registry, username) if name is None else name

    def __repr__(self) -> str:
        return f"DockerSecret({self.registry!r}, {self.username!r}, name={self.name!r})"
