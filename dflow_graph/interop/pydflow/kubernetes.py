"""Objects of the Argo and Kubernetes clients, as jsonpickle has them, to camelCase JSON (OBJ-6)."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.conversion import NOTHING, Conversion, Place
from dflow_graph.interop.pydflow.tags import class_of, tag_of
from dflow_graph.passes.finding import quoted
from dflow_graph.python.kubernetes import camel_case

__all__ = ["is_client_object", "read_kubernetes", "read_kubernetes_list", "snake_case_of"]

_CLIENTS = ("argo.workflows.client.", "kubernetes.client.")
_PRIVATE = frozenset({"py/object", "local_vars_configuration", "discriminator"})


def is_client_object(value: Any) -> bool:
    """Whether a value is an object of one of the clients."""
    return class_of(value).startswith(_CLIENTS)


def read_kubernetes(conversion: Conversion, value: Any, place: Place) -> Any:
    """An object of a client, or a dictionary, as Kubernetes' own JSON; NOTHING with a fault."""
    if isinstance(value, list):
        return [read_kubernetes(conversion, v, place.at(i)) for i, v in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if is_client_object(value):
        members = {}
        for name, item in value.items():
            if name == "discriminator" and item is not None:
                conversion.unknown(place.at(name), name, "Kubernetes", ())
            if name not in _PRIVATE and item is not None:
                key = camel_case(name.removeprefix("_"))
                members[key] = read_kubernetes(conversion, item, place.at(name, key))
        return members
    found = tag_of(value)
    if found is not None:
        return conversion.fault(
            "DG108",
            place,
            f"{quoted(class_of(value) or found.tag)} is no object of Kubernetes",
            "Write it as an object of the Kubernetes client, or as a dictionary.",
        )
    return {
        name: read_kubernetes(conversion, item, place.at(name))
        for name, item in value.items()
        if item is not None
    }


def read_kubernetes_list(conversion: Conversion, value: Any, place: Place) -> Any:
    """A list of them; one alone is taken for a list of one."""
    items = value if isinstance(value, list) else [value]
    result = []
    for index, item in enumerate(items):
        at = place.at(index)
        if not isinstance(item, dict):
            return conversion.fault("DG107", at, "an object of Kubernetes must stand here")
        made = read_kubernetes(conversion, item, at)
        if made is not NOTHING:
            result.append(made)
    return result or NOTHING


def snake_case_of(name: str) -> str:
    """The client's name of a member: `retryPolicy` gives `retry_policy`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
