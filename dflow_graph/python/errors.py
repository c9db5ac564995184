"""What a caller's misuse, a wrong value or a hostile file raises: one base class, typed fields.

Every class also is the builtin error that users of dflow catch in its place. The fields are
positional, so that errors survive the way between processes. Must not import anything but the
standard library and `near`.
"""

from __future__ import annotations

from typing import Sequence, Tuple, Union

from .near import alternatives, quoted

__all__ = [
    "CallError",
    "CatalogError",
    "DflowGraphError",
    "GraphError",
    "MalformedValueError",
    "MissingExtraError",
    "Place",
    "PortError",
    "SignatureError",
    "SliceError",
    "SourceDigestError",
    "SourceNotFoundError",
    "TypeTextError",
    "UnknownNameError",
    "UnsafePathError",
    "UnserialisableError",
    "UnsupportedError",
    "UntrustedSourceError",
    "spelled_path",
]

Place = Tuple[Union[str, int], ...]
"""Keys, indices and names of attributes (with their dot, `.x`) that lead into a value."""


def spelled_path(path: Place) -> str:
    """A way into a value as Python writes it: `['a'][3].x`."""
    parts = []
    for part in path:
        is_attribute = isinstance(part, str) and part.startswith(".") and part[1:].isidentifier()
        parts.append(part if is_attribute else f"[{part!r}]")
    return "".join(map(str, parts))


class DflowGraphError(Exception):
    """The base of all errors that this library raises."""

    def __str__(self) -> str:
        return self.message()

    def message(self) -> str:
        """What is wrong, where, and what would be right."""
        return " ".join(map(str, self.args))


class CallError(DflowGraphError, TypeError):
    """A function or class was called wrongly: `call` names it, `reason` says what is wrong.

    `name` is what was given for one of `known`, where there is such a name.
    """

    def __init__(self, call: str, reason: str, name: str = "", known: Sequence[str] = ()) -> None:
        super().__init__(call, reason, name, tuple(known))
        self.call, self.reason, self.name, self.known = call, reason, name, tuple(known)

    def __str__(self) -> str:
        end = alternatives(self.name, self.known) if self.name else ""
        return f"{self.call}: {self.reason}{end}"


class UnknownNameError(DflowGraphError, KeyError, AttributeError):
    """`name` is none of the `known` names of `what` (for example `output parameter of step a`)."""

    def __init__(self, what: str, name: str, known: Sequence[str] = ()) -> None:
        super().__init__(what, name, tuple(known))
        self.what, self.name, self.known = what, name, tuple(known)

    def __str__(self) -> str:
        return f"no {self.what} is named {quoted(self.name)}{alternatives(self.name, self.known)}"


class SignatureError(DflowGraphError, TypeError):
    """A signature cannot be: `port` names the entry, or is empty where the whole is wrong."""

    def __init__(self, port: str, reason: str) -> None:
        super().__init__(port, reason)
        self.port, self.reason = port, reason

    def __str__(self) -> str:
        return f"port {quoted(self.port)}: {self.reason}" if self.port else self.reason


class TypeTextError(DflowGraphError, ValueError):
    """A text is no type (clauses TYP-1, TYP-4)."""

    def __init__(self, text: str, reason: str, near: Sequence[str] = ()) -> None:
        super().__init__(text, reason, tuple(near))
        self.text, self.reason, self.near = text, reason, tuple(near)

    def __str__(self) -> str:
        end = f"; did you mean {' or '.join(map(quoted, self.near))}?" if self.near else ""
        return f"{quoted(self.text)} is no type: {self.reason}{end}"


class PortError(DflowGraphError, TypeError):
    """A value at a port is not of the port's type (clause OP-11).

    `path` leads to the part that is wrong; `expected` and `found` are types, `value` a short repr.
    """

    def __init__(self, port: str, path: Place, expected: str, found: str, value: str = "") -> None:
        super().__init__(port, path, expected, found, value)
        self.port, self.path, self.expected = port, tuple(path), expected
        self.found, self.value = found, value

    def __str__(self) -> str:
        where = f"port {quoted(self.port)}" + (f" at {spelled_path(self.path)}" * bool(self.path))
        value = f": {self.value}" if self.value else ""
        return f"{where}: expected {self.expected}, found {self.found}{value}"


class UnserialisableError(DflowGraphError, TypeError):
    """A value cannot be written; `path` leads to the part, `found` names its class."""

    def __init__(self, path: Place, found: str, reason: str) -> None:
        super().__init__(path, found, reason)
        self.path, self.found, self.reason = tuple(path), found, reason

    def __str__(self) -> str:
        where = f" at {spelled_path(self.path)}" if self.path else ""
        return f"the value{where}, of the class {self.found}, cannot be written: {self.reason}"


class MalformedValueError(DflowGraphError, ValueError):
    """JSON is not a value of the format (clauses VAL-2, VAL-3); `path` leads to the fault."""

    def __init__(self, path: Place, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = tuple(path), reason

    def __str__(self) -> str:
        where = f" at {spelled_path(self.path)}" if self.path else ""
        return f"not a value{where}: {self.reason}"


class SourceNotFoundError(DflowGraphError, OSError):
    """The source of an OP cannot be found."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def __str__(self) -> str:
        return f"the source of {quoted(self.name)} cannot be found: {self.reason}"


class UntrustedSourceError(DflowGraphError, RuntimeError):
    """An OP whose code nobody said to trust was about to run (clause OP-3).

    `digest` is what to trust; empty where the OP has no source and would be imported.
    """

    def __init__(self, name: str, digest: str = "", module: str = "") -> None:
        super().__init__(name, digest, module)
        self.name, self.digest, self.module = name, digest, module

    def __str__(self) -> str:
        start = f"the code of the OP {quoted(self.name)} is not trusted, so it does not run"
        if self.digest:
            return f"{start}; read its source, then load the graph with trust={{{self.digest!r}}}"
        return f"{start}; allow_source=True lets it be imported from {quoted(self.module)}"


class SourceDigestError(DflowGraphError, ValueError):
    """The source of an OP is not the one that its digest names (clause OP-4)."""

    def __init__(self, name: str, stated: str, actual: str) -> None:
        super().__init__(name, stated, actual)
        self.name, self.stated, self.actual = name, stated, actual

    def __str__(self) -> str:
        return (
            f"the source of the OP {quoted(self.name)} was changed after its digest was taken: "
            f"stated {self.stated}, actual {self.actual}"
        )


class GraphError(DflowGraphError, ValueError):
    """Data is no object of the format; `where` names the object and the place in it.

    `name` is what was found in place of one of `known`, where there is such a name.
    """

    def __init__(self, where: str, reason: str, name: str = "", known: Sequence[str] = ()) -> None:
        super().__init__(where, reason, name, tuple(known))
        self.where, self.reason, self.name, self.known = where, reason, name, tuple(known)

    def __str__(self) -> str:
        end = alternatives(self.name, self.known) if self.name else ""
        return f"{self.where}: {self.reason}{end}"


class CatalogError(DflowGraphError, ValueError):
    """The catalogue of an artifact is not as it must be (clauses ART-8, ART-9)."""

    def __init__(self, root: str, reason: str) -> None:
        super().__init__(root, reason)
        self.root, self.reason = root, reason

    def __str__(self) -> str:
        return f"the catalogue of the artifact {quoted(self.root)}: {self.reason}"


class SliceError(DflowGraphError, LookupError):
    """A slice leads to nothing in a list or dictionary (clauses SLC-3, SLC-4)."""

    def __init__(self, where: str, pattern: object, reason: str) -> None:
        super().__init__(where, pattern, reason)
        self.where, self.pattern, self.reason = where, pattern, reason

    def __str__(self) -> str:
        return f"{self.where}: the slice {quoted(self.pattern)} leads to nothing: {self.reason}"


class UnsafePathError(DflowGraphError, ValueError):
    """A path in an artifact or archive leads out of it (clauses ART-10, SEC-6)."""

    def __init__(self, root: str, path: str, reason: str) -> None:
        super().__init__(root, path, reason)
        self.root, self.path, self.reason = root, path, reason

    def __str__(self) -> str:
        return f"{quoted(self.path)} in {quoted(self.root)} is refused: {self.reason}"


class MissingExtraError(DflowGraphError, ImportError):
    """A feature needs a package that is not installed; `extra` of dflow-graph brings it."""

    def __init__(self, feature: str, package: str, extra: str) -> None:
        super().__init__(feature, package, extra)
        self.feature, self.package, self.extra = feature, package, extra

    def __str__(self) -> str:
        return (
            f"{self.feature} need the package {quoted(self.package)}: "
            f"pip install 'dflow-graph[{self.extra}]'"
        )


class UnsupportedError(DflowGraphError, NotImplementedError):
    """What this library does not do; `instead` says what to do."""

    def __init__(self, what: str, instead: str) -> None:
        super().__init__(what, instead)
        self.what, self.instead = what, instead

    def __str__(self) -> str:
        return f"{self.what}; {self.instead}"
