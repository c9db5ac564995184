"""What every object of the model is made of: the base Struct, absence, and constrained scalars.

Imports msgspec alone. A field that the document leaves out is `UNSET`, never a default that was
filled in: what was read is written back member for member (clause OBJ-3), and a decoder can prove
that nothing was dropped by counting members.
"""

from typing import Annotated, Any, TypeVar, Union

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

__all__ = [
    "MAX_SAFE_INTEGER",
    "UNSET",
    "AnyInt",
    "Count",
    "Duration",
    "Extensions",
    "Flag",
    "Json",
    "KubernetesObject",
    "ModelError",
    "Natural",
    "Object",
    "Opt",
    "UnsetType",
    "default",
]

T = TypeVar("T")
Self = TypeVar("Self", bound="Object")

# NUM-2: integers that a double holds exactly (RFC 7493, section 2.2).
MAX_SAFE_INTEGER = 2**53 - 1

Opt = Union[T, UnsetType]
"""A field that may be left out. Its value is then `UNSET`, which is falsy."""


def default(value: Any) -> Meta:
    """The value that a reader assumes where the field is left out (clause OBJ-4)."""
    return Meta(extra_json_schema={"default": value})


Json = Any
"""A JSON value, at most 32 levels deep (clauses VAL-1 and LIM-4)."""

KubernetesObject = dict[str, Any]
"""A Kubernetes object in Kubernetes' own camelCase JSON (clause OBJ-6)."""

Extensions = dict[str, Any]
"""Tool name to any JSON; kept as it is and without effect on meaning (clause EXT-1)."""

Flag = Annotated[bool, default(False)]
AnyInt = Annotated[int, Meta(ge=-MAX_SAFE_INTEGER, le=MAX_SAFE_INTEGER)]
Natural = Annotated[int, Meta(ge=0, le=MAX_SAFE_INTEGER)]
Count = Annotated[int, Meta(ge=1, le=MAX_SAFE_INTEGER)]

Duration = Union[Count, str]
"""Whole seconds, or a text such as `90s`, `1h30m`, `2d` (clause TIM-1)."""


class ModelError(ValueError):
    """Plain data did not have the shape of the object that it was to become."""

    def __init__(self, object_name: str, reason: str) -> None:
        super().__init__(object_name, reason)
        self.object_name = object_name
        self.reason = reason

    def __str__(self) -> str:
        return f"not a {self.object_name}: {self.reason}"


class Object(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """An object of the format. Immutable; unknown fields are errors (clause OBJ-1)."""

    @property
    def kind(self) -> str:
        """What the object is, where it is a member of a union: its `kind`; else the empty text."""
        tag = self.__struct_config__.tag
        return "" if tag is None else str(tag)

    def to_dict(self) -> dict[str, Any]:
        """The object as plain data: dicts, lists, strings, numbers, booleans and None.

        Members that were left out stay out; the result shares no container with the object's
        own Structs.
        """
        result: dict[str, Any] = msgspec.to_builtins(self)
        return result

    def without_extensions(self: Self) -> Self:
        """The object without its extensions and those of the objects in it (EXT-1).

        Parts that have none are shared with this object, which is the result itself if no part has.
        Free JSON that has a member of that name, such as a value of a parameter, keeps it; a tagged
        value (VAL-3) does not.
        """
        bare: Self = _without_extensions(self)
        return bare

    @classmethod
    def from_dict(cls: type[Self], data: dict[str, Any]) -> Self:
        """The object that `to_dict` wrote. Raises `ModelError` where the shape is wrong.

        Never changes `data`. This is a shape check that names the first fault; `validate` finds
        all of them.
        """
        try:
            return msgspec.convert(data, cls)
        except msgspec.ValidationError as error:
            raise ModelError(cls.__name__, str(error)) from None


def _without_extensions(part: Any) -> Any:
    if part is UNSET:
        return part
    # To look at a text is so quick that it is made anew at each level, for the parts that have any.
    is_known = getattr(part, "extensions", UNSET) is not UNSET
    if not is_known and b'"extensions"' not in msgspec.json.encode(part):
        return part
    if isinstance(part, Object):
        bare = {
            name: UNSET if name == "extensions" else _without_extensions(getattr(part, name))
            for name in part.__struct_fields__
        }
        return msgspec.structs.replace(part, **bare)
    if isinstance(part, dict):
        tagged = part.get("$value") if len(part) == 1 else None
        if isinstance(tagged, dict):
            return {"$value": _tagged_without_extensions(tagged)}
        return {key: _without_extensions(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_without_extensions(item) for item in part]
    return part


def _tagged_without_extensions(tagged: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in tagged.items() if name != "extensions"}
    # VAL-5: nothing inside has a meaning.
    return rest if rest.get("kind") == "literal" else _without_extensions(rest)
