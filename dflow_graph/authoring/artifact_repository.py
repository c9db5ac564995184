"""Where the artifacts of a workflow are kept, unless a port says otherwise."""

from __future__ import annotations

from typing import Any, Optional

from dflow_graph.python.graph_object import EXTENSIONS, Field, GraphObject, text

__all__ = ["ArtifactRepository"]


class ArtifactRepository(GraphObject):
    """Where artifacts are kept by default: a key of a config map."""

    FIELDS = (
        Field("key", text),
        Field("config_map", text, default="artifact-repositories"),
        EXTENSIONS,
    )

    def __init__(
        self,
        key: str,
        config_map: str = "artifact-repositories",
        *,
        extensions: Optional[dict[str, Any]] = None,
    ) -> None:
        self.key, self.config_map, self.extensions = key, config_map, extensions
