"""Lists of the items of artifacts, for loops over them (clauses SLC-5, SLC-11).

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import json
import os
from typing import Any, Dict, Iterable, List, Tuple

from .catalog import CATALOG, path_object
from .errors import GraphError
from .structure import items_of
from .writing import write_text

__all__ = ["item_rows", "main", "orders_of"]

Read = Iterable[Tuple[str, str, bool]]
"""An artifact's name, the folder that has its catalogue, and whether it is one of its pieces."""


def item_rows(read: Read) -> List[Dict[str, Any]]:
    """The items of artifacts side by side: `order`, and the path in each artifact by its name.

    The order is the index in a list, or the keys joined by dots. An item without a file has the
    path of the catalogue, in which there is none. Raises `GraphError` where the artifacts are of
    different lengths, `CatalogError` and `UnsafePathError`.
    """
    columns: Dict[str, Dict[Any, str]] = {}
    for name, root, is_piece in read:
        column = columns.setdefault(name, {})
        for way, path in items_of(_structure(root, is_piece=is_piece)):
            order: Any = ".".join(map(str, way))
            if len(way) == 1 and isinstance(way[0], int):
                order = len(column)
            column[order] = CATALOG if path is None else os.path.relpath(path, root)
    _check_lengths({name: len(column) for name, column in columns.items()})
    orders = list(next(iter(columns.values()), {}))
    return [
        {"order": order, **{name: column[order] for name, column in columns.items()}}
        for order in orders
    ]


def orders_of(read: Read) -> List[Any]:
    """The indices of a list, or the keys of a dictionary, that artifacts are."""
    found: Dict[str, List[Any]] = {}
    for name, root, is_piece in read:
        structure = _structure(root, is_piece=is_piece)
        orders = found.setdefault(name, [])
        if isinstance(structure, list):
            orders.extend(range(len(orders), len(orders) + len(structure)))
        else:
            orders.extend(structure)
    _check_lengths({name: len(orders) for name, orders in found.items()})
    return next(iter(found.values()), [])


def _structure(root: str, *, is_piece: bool) -> Any:
    found = path_object(root)
    # ART-7
    return [root] if is_piece and found in ([], {}) else found


def _check_lengths(lengths: Dict[str, int]) -> None:
    # SLC-3
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"`{name}` has {length}" for name, length in lengths.items())
        raise GraphError("slices", f"the sliced artifacts are of different lengths: {said}")


def main(read: Read, what: str, path: str) -> None:
    """Write `items`, the rows, or `orders`, the orders alone, to a file as JSON."""
    found = orders_of(read) if what == "orders" else item_rows(read)
    write_text(path, json.dumps(found, ensure_ascii=False))
