"""Inputs and outputs of an OP, held against its signature when it runs (clause OP-11).

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import copy
from typing import Any, List, Mapping, Sequence

from .errors import CallError, DflowGraphError
from .near import near_misses, quoted
from .opio import OPIO, Artifact, BigParameter, Parameter
from .type_check import check_artifact, check_value

__all__ = ["SignatureMismatchError", "checked"]


class SignatureMismatchError(DflowGraphError, RuntimeError):
    """Ports of an OP are missing or undeclared (clause OP-11): `side` is `input` or `output`.

    `missing` ports are in the signature and were not given, `undeclared` ones the reverse; `known`
    are all ports of that side.
    """

    def __init__(
        self,
        op: str,
        side: str,
        missing: Sequence[str],
        undeclared: Sequence[str],
        known: Sequence[str],
    ) -> None:
        super().__init__(op, side, tuple(missing), tuple(undeclared), tuple(known))
        self.op, self.side = op, side
        self.missing, self.undeclared, self.known = tuple(missing), tuple(undeclared), tuple(known)

    def message(self) -> str:
        """All that is wrong with the names, and the names that there are."""
        verb = "passed to" if self.side == "input" else "given by"
        faults = [f"{quoted(name)} is not {verb} it" for name in self.missing]
        free = list(self.missing) + [name for name in self.known if name not in self.missing]
        for name in self.undeclared:
            near = near_misses(name, free)
            rest = f" (did you mean {' or '.join(map(quoted, near))}?)" if near else ""
            faults.append(f"{quoted(name)} is not in its signature{rest}")
        ports = ", ".join(map(quoted, self.known)) or "none"
        return f"{self.side}s of the OP {quoted(self.op)}: {'; '.join(faults)}; it has {ports}"


def checked(op: str, side: str, values: Any, signature: Mapping[str, Any]) -> OPIO:
    """A copy of the values with defaults filled in, if they are as the signature says.

    Raises `SignatureMismatchError`, `PortError`, or `CallError` where it is no mapping at all.
    """
    if values is None and not signature:
        values = {}
    if not isinstance(values, Mapping):
        verb = "was given" if side == "input" else "returned"
        reason = f"{verb} {_found(values)}, not an OPIO of its {side}s"
        raise CallError(f"the OP {quoted(op)}", reason)
    result, missing = OPIO(values), []
    for port, sign in signature.items():
        if port in values:
            continue
        if isinstance(sign, (Parameter, BigParameter)) and hasattr(sign, "default"):
            result[port] = copy.deepcopy(sign.default)
        elif isinstance(sign, Artifact) and sign.optional:
            result[port] = None
        else:
            missing.append(port)
    undeclared: List[str] = [str(port) for port in values if port not in signature]
    if missing or undeclared:
        raise SignatureMismatchError(op, side, missing, undeclared, list(signature))
    for port, value in result.items():
        _check(port, value, signature[port])
    return result


def _check(port: str, value: Any, sign: Any) -> None:
    # OP-11
    if value is None:
        return
    if isinstance(sign, Artifact):
        check_artifact(port, value, sign.type)
    else:
        is_entry = isinstance(sign, (Parameter, BigParameter))
        check_value(port, value, sign.type if is_entry else sign)


def _found(value: Any) -> str:
    return "None" if value is None else f"a value of the class {type(value).__name__}"
