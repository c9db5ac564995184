"""The service, if any, that records which data came from which task.

The client is the user's: the authoring API's `config["lineage"]` sets it. Must not import anything
but the standard library.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Optional

__all__ = ["LineageClient", "get_client", "set_client", "set_source"]


class LineageClient:
    """What a lineage client does; any object with these methods will do."""

    def register_artifact(self, namespace: str, name: str, uri: str, **kwargs: Any) -> str:
        """Register one artifact as a data set; its name in the service (URN)."""
        raise NotImplementedError

    def register_task(
        self,
        task_name: str,
        input_urns: Mapping[str, Any],
        output_uris: Mapping[str, str],
        workflow_urn: str,
    ) -> Dict[str, str]:
        """Register one run of an OP; the URNs of its output artifacts by name."""
        raise NotImplementedError


_source: List[Callable[[], Any]] = []


def set_source(source: Callable[[], Any]) -> None:
    """Take the client from a function, asked each time: `None` is no client."""
    _source[:] = [source]


def set_client(client: Optional[Any]) -> None:
    """Take a client; `None` is no client."""
    set_source(lambda: client)


def get_client() -> Optional[Any]:
    """The client in use, if any."""
    return _source[0]() if _source else None
