"""Whether what one type says may be given where another one is wanted (clause TYP-3).

Must not import anything but the standard library.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache

from dflow_graph.types.nodes import (
    ANY,
    SCALARS,
    ArtifactType,
    DictType,
    ListType,
    LiteralType,
    ObjectType,
    RepeatedTupleType,
    ScalarType,
    SetType,
    TupleType,
    Type,
    UnionType,
    literal_of,
)

__all__ = [
    "Verdict",
    "artifact_verdict",
    "assignable",
    "assignable_artifacts",
    "verdict",
    "why_not",
]


class Verdict(IntEnum):
    """Whether a type is assignable to another, worst first."""

    NO = 0
    UNSURE = 1
    """It depends on classes of Python that nothing here knows."""
    YES = 2


_INT, _FLOAT = SCALARS["int"], SCALARS["float"]
_BASES = {type(None): "none", bool: "bool", int: "int", str: "str"}


def assignable(given: Type, wanted: Type) -> bool:
    """Whether a type may be given where another is wanted, as far as can be known (TYP-3).

    Two classes of different names are taken to fit; `verdict` says that this is not sure.
    """
    # TYP-3, rule 1
    if given is wanted or given is ANY or wanted is ANY:
        return True
    return _verdict(given, wanted) is not Verdict.NO


def verdict(given: Type, wanted: Type) -> Verdict:
    """Whether a type is assignable to another: yes, no, or not to be known (TYP-3)."""
    if given is wanted or given is ANY or wanted is ANY:
        return Verdict.YES
    return _verdict(given, wanted)


def assignable_artifacts(given: ArtifactType, wanted: ArtifactType) -> bool:  # noqa: ARG001
    """Whether an artifact may be given where another type of artifact is wanted: always (TYP-7)."""
    return True


def artifact_verdict(given: ArtifactType, wanted: ArtifactType) -> Verdict:
    """As `assignable_artifacts`, but unsure where only HDF5 files will do and none are promised."""
    # TYP-7
    return Verdict.UNSURE if wanted.shape is None and not given.hdf5 else Verdict.YES


@lru_cache(maxsize=16384)
def _verdict(given: Type, wanted: Type) -> Verdict:
    # TYP-3, rule 1
    if given == wanted or ANY in (given, wanted):
        return Verdict.YES
    # TYP-3, rule 4
    if isinstance(given, UnionType):
        return _all((part, wanted) for part in given.parts)
    # TYP-3, rule 3
    if isinstance(given, LiteralType):
        return _of_literal(given, wanted)
    if isinstance(wanted, UnionType):
        return _any((given, part) for part in wanted.parts)
    return _of_single(given, wanted)


def _of_literal(given: LiteralType, wanted: Type) -> Verdict:
    """A literal is the union of its constants."""
    allowed: set[str] = set()
    bases: set[str] = set()
    for part in wanted.parts if isinstance(wanted, UnionType) else (wanted,):
        if isinstance(part, LiteralType):
            allowed.update(part.spellings)
        elif isinstance(part, ScalarType):
            bases.add(part.name)
    if "float" in bases:
        bases.add("int")
    fits = "any" in bases or all(
        spelling in allowed or _BASES[type(constant)] in bases
        for spelling, constant in zip(given.spellings, given.constants, strict=True)
    )
    return Verdict.YES if fits else Verdict.NO


def _of_single(given: Type, wanted: Type) -> Verdict:
    """For types that are neither unions nor literals, of which `given` is not `any`."""
    # TYP-3, rule 6
    if isinstance(given, ObjectType) and isinstance(wanted, ObjectType):
        return Verdict.UNSURE
    # TYP-3, rule 2
    if isinstance(given, ScalarType):
        return Verdict.YES if given == _INT and wanted == _FLOAT else Verdict.NO
    # TYP-3, rules 5 and 7
    pairs = _pairs(given, wanted)
    return Verdict.NO if pairs is None else _all((a, b) for _, a, b in pairs)


def _pairs(given: Type, wanted: Type) -> list[tuple[str, Type, Type]] | None:
    """The parts of two types that must fit, with their names; None where the types differ."""
    if isinstance(given, ListType) and isinstance(wanted, ListType):
        return [("list item", given.item, wanted.item)]
    if isinstance(given, SetType) and isinstance(wanted, SetType):
        return [("set item", given.item, wanted.item)]
    if isinstance(given, DictType) and isinstance(wanted, DictType):
        return [
            ("dict key", given.key, wanted.key),
            ("dict value", given.value, wanted.value),
        ]
    if isinstance(given, RepeatedTupleType) and isinstance(wanted, RepeatedTupleType):
        return [("tuple item", given.item, wanted.item)]
    if isinstance(given, TupleType):
        return _tuple_pairs(given, wanted)
    return None


def _tuple_pairs(given: TupleType, wanted: Type) -> list[tuple[str, Type, Type]] | None:
    if isinstance(wanted, RepeatedTupleType):
        partners: Iterable[Type] = [wanted.item] * len(given.items)
    elif isinstance(wanted, TupleType) and len(wanted.items) == len(given.items):
        partners = wanted.items
    else:
        return None
    return [
        (f"tuple item {index}", item, partner)
        for index, (item, partner) in enumerate(zip(given.items, partners, strict=True))
    ]


def _all(pairs: Iterable[tuple[Type, Type]]) -> Verdict:
    worst = Verdict.YES
    for given, wanted in pairs:
        worst = min(worst, verdict(given, wanted))
        if worst is Verdict.NO:
            break
    return worst


def _any(pairs: Iterable[tuple[Type, Type]]) -> Verdict:
    best = Verdict.NO
    for given, wanted in pairs:
        best = max(best, verdict(given, wanted))
        if best is Verdict.YES:
            break
    return best


def why_not(given: Type, wanted: Type) -> str:
    """Why a type is not, or not surely, assignable to another: `list item: str is no int`.

    The first reason, after the path to it inside of the types; nothing where it is assignable.
    """
    path: list[str] = []
    while (found := verdict(given, wanted)) is not Verdict.YES:
        step = _culprit(given, wanted, found)
        if step is None:
            return "".join(f"{name}: " for name in path) + _reason(given, wanted, found)
        name, given, wanted = step
        path += [name] if name else []
    return ""


def _culprit(given: Type, wanted: Type, found: Verdict) -> tuple[str, Type, Type] | None:
    """The first parts of two types that have the verdict of the whole, if parts are to blame."""
    pairs = None
    if isinstance(given, UnionType):
        pairs = [("", part, wanted) for part in given.parts]
    elif isinstance(wanted, UnionType):
        # Only one part of the kind that is given: that is the one which was meant.
        alike = [part for part in wanted.parts if _pairs(given, part) is not None]
        pairs = [("", given, alike[0])] if len(alike) == 1 else None
    elif not isinstance(given, LiteralType):
        pairs = _pairs(given, wanted)
    for name, inner, partner in pairs or ():
        if verdict(inner, partner) is found:
            return name, inner, partner
    return None


def _reason(given: Type, wanted: Type, found: Verdict) -> str:
    if found is Verdict.UNSURE:
        return f"{given} may be another class than {wanted}"
    if isinstance(given, TupleType) and isinstance(wanted, TupleType):
        return f"a tuple of {len(given.items)} is no tuple of {len(wanted.items)}"
    if isinstance(given, LiteralType):
        single = (literal_of((constant,)) for constant in given.constants)
        culprit = next(one for one in single if _of_literal(one, wanted) is Verdict.NO)
        return f"{culprit.spellings[0]} is {_not_one_of(wanted)}"
    if isinstance(wanted, LiteralType):
        return f"{given} may be another value than {_listed(wanted)}"
    return f"{given} is {_not_one_of(wanted)}"


def _not_one_of(wanted: Type) -> str:
    if isinstance(wanted, (UnionType, LiteralType)):
        return f"not among {_listed(wanted)}"
    return f"no {wanted}"


def _listed(wanted: UnionType | LiteralType, most: int = 5) -> str:
    """The parts or constants of a type, the first few of many."""
    names = wanted.spellings if isinstance(wanted, LiteralType) else tuple(map(str, wanted.parts))
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"
