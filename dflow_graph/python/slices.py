"""Slices: which ports of a step are cut into pieces, or stacked from them, and how.

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Optional, Set, Tuple

from .errors import CallError, UnknownNameError
from .graph_object import EXTENSIONS, Field, GraphObject, flag, number, text, text_list

__all__ = ["SLICED_PORTS", "Slices"]

SLICED_PORTS = ("input_parameter", "input_artifact", "output_parameter", "output_artifact")
"""The fields that name ports."""


class Slices(GraphObject):
    """How one call over lists becomes a loop of calls over their elements (clauses SLC-1 to SLC-9).

    `slices` is the pattern of the index of a slice; the four lists name ports. `group_size` slices
    go to one pod, which works on them in `pool_size` processes (1: one after another, -1: all at
    once), each for at most `pool_timeout` seconds.
    """

    FIELDS = (
        Field("slices", text, attribute="own_pattern"),
        *(Field(name, text_list, default=[]) for name in SLICED_PORTS),
        Field("sub_path", flag, default=False),
        Field("group_size", number),
        Field("shuffle", flag, default=False),
        Field("random_seed", number, default=0),
        Field("pool_size", number),
        Field("pool_timeout", number),
        Field("register_first_only", flag, default=False),
        Field("create_dir", flag, default=False),
        Field("raise_for_group", flag, default=False),
        EXTENSIONS,
    )

    def __init__(
        self,
        slices: Optional[str] = None,
        input_parameter: Optional[Iterable[str]] = None,
        input_artifact: Optional[Iterable[str]] = None,
        output_parameter: Optional[Iterable[str]] = None,
        output_artifact: Optional[Iterable[str]] = None,
        sub_path: bool = False,
        group_size: Optional[int] = None,
        shuffle: bool = False,
        random_seed: int = 0,
        pool_size: Optional[int] = None,
        register_first_only: bool = False,
        *,
        pool_timeout: Optional[int] = None,
        create_dir: bool = False,
        raise_for_group: bool = False,
        extensions: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self.input_parameter = _port_names("input_parameter", input_parameter)
        self.input_artifact = _port_names("input_artifact", input_artifact)
        self.output_parameter = _port_names("output_parameter", output_parameter)
        self.output_artifact = _port_names("output_artifact", output_artifact)
        self.sub_path = sub_path
        self.group_size = group_size
        self.slices = self._default_pattern() if slices is None else slices
        self.shuffle = shuffle
        self.random_seed = random_seed
        self.pool_size = pool_size
        self.pool_timeout = pool_timeout
        self.register_first_only = register_first_only
        self.create_dir = create_dir
        self.raise_for_group = raise_for_group
        self.extensions = dict(extensions or {})

    def _default_pattern(self) -> str:
        # SLC-4
        return "{{item.order}}" if self.sub_path and self.group_size is None else "{{item}}"

    @property
    def own_pattern(self) -> Optional[str]:
        """The pattern where it is not the default, or where a read graph wrote it down."""
        is_default = self.slices == self._default_pattern() and "slices" not in self._said
        return None if is_default else self.slices

    def check_ports(
        self,
        owner: str,
        input_parameters: Iterable[str] = (),
        input_artifacts: Iterable[str] = (),
        output_parameters: Iterable[str] = (),
        output_artifacts: Iterable[str] = (),
    ) -> None:
        """Nothing, or `UnknownNameError` for a name that is no port of the owner (SLC-10)."""
        groups = (input_parameters, input_artifacts, output_parameters, output_artifacts)
        for field, known in zip(SLICED_PORTS, groups):
            names = list(known)
            for name in getattr(self, field):
                if name not in names:
                    # SLC-10
                    raise UnknownNameError(f"{field.replace('_', ' ')} of {owner}", name, names)

    def evalable_repr(self, imports: Set[Tuple[str, str]]) -> str:
        """Python text that makes an equal object; adds the `(module, name)` that it needs."""
        imports.add((__package__ or "", "Slices"))
        return f"Slices({', '.join(f'{k}={v!r}' for k, v in self.to_dict().items())})"

    def __repr__(self) -> str:
        return self.evalable_repr(set())


def _port_names(field: str, names: Optional[Iterable[str]]) -> Any:
    if isinstance(names, str):
        raise CallError("Slices", f"`{field}` is a list of names, not the text {names!r}")
    return list(names or [])
