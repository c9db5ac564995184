"""Values as the texts that Argo carries between steps, and durations as Go reads them.

A parameter of Argo is a text. What stands in a graph is JSON, in which a text may be a template:
the text form of the whole (VAL-8) is made here, tags included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from math import isfinite
from typing import Any, Union

from dflow_graph.passes.scope import HEADS
from dflow_graph.refs import Tag, TagFault, exact_reference, scan

__all__ = [
    "TypeOf",
    "duration",
    "escaped_json",
    "expression_of",
    "holds_tag",
    "json_text",
    "literal_text",
    "may_be_loose",
    "misread_text",
    "spelt",
    "text_expression",
    "text_form",
    "tight",
    "tight_everywhere",
    "without_tags",
]

TypeOf = Callable[[tuple[str, ...]], Union[str, None]]
"""The parts of a name, such as `("steps", "a", "outputs", "parameters", "x")`, to its type."""
Spelt = Callable[[tuple[str, ...]], str]
"""The parts of a name to the expression of the text that it stands for."""

_TEXT_TYPES = (None, "str", "any")

_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_PART = re.compile(r"(\d+)([dhms])")
_LOOSE = re.compile(r"\{\{(?:\s+([^\s{}=][^\s{}]*)\s*|([^\s{}=][^\s{}]*)\s+)\}\}")
_MAY_BE_LOOSE = re.compile(rb"\{\{ *\\[tnrfu]|\\[tnrf] *\}\}")
_LOOSE_LINES = re.compile(
    r"\{\{(?=\s*[\t\n\r\f]|[^{}]*[\t\n\r\f]\s*\}\})"
    rf"\s*((?:{'|'.join(HEADS)})(?:\.[^\s{{}}]+)?)\s*\}}\}}"
)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def json_text(value: Any) -> str:
    """A JSON value as text: without white space, and the same for equal values."""
    kind = value.__class__
    if kind is int or (kind is float and isfinite(value)):
        return repr(value)
    return _ENCODER.encode(value)


def duration(value: int | str) -> str:
    """A duration in Go's form, which knows no days and wants a unit (TIM-2)."""
    if isinstance(value, int):
        return f"{value}s"
    if "d" not in value or "{{" in value:
        return value
    seconds = sum(int(n) * _SECONDS[unit] for n, unit in _PART.findall(value))
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "m"), (rest, "s"))
    return "".join(f"{n}{unit}" for n, unit in parts if n)


def holds_tag(value: Any) -> bool:
    """Whether a text in a JSON value is a template; the inside of a `literal` is none (VAL-5)."""
    if isinstance(value, str):
        return "{{" in value
    if isinstance(value, list):
        return any(holds_tag(item) for item in value)
    if isinstance(value, dict):
        if _literal(value) is not None or _is_opaque(value):
            return False
        return any(holds_tag(item) for item in value.values())
    return False


def spelt(parts: tuple[str, ...]) -> str:
    """A name as an expression, from its parts."""
    return expression_of(".".join(parts))


def text_form(value: Any, port_type: str | None, type_of: TypeOf, spelling: Spelt = spelt) -> str:
    """The text that brings a value to a port (VAL-5 to VAL-8), as a template of Argo's.

    `port_type` is a type of TYP-1, or None; `type_of` gives the type of what a name refers to, and
    `spelling` the expression of it within a value.
    """
    takes_texts = port_type in _TEXT_TYPES
    if isinstance(value, str):
        # VAL-6, VAL-7: Argo puts the texts of what they refer to in the place of the tags.
        return tight(value) if takes_texts or "{{" in value else json_text(value)
    if not isinstance(value, (dict, list)):
        return json_text(value)
    literal = _literal(value)
    if literal is not None:
        inside = literal["value"]
        is_text = takes_texts and isinstance(inside, str)
        return without_tags(inside) if is_text else escaped_json(value)
    if not holds_tag(value):
        return escaped_json(value)
    return "{{=toJson(" + _as_expression(value, type_of, spelling) + ")}}"


def tight(text: str) -> str:
    """A template with its simple tags written as Argo's validator reads them: without white space.

    The name of the task itself is computed, since a text that begins with `{{tasks.` is taken for
    a reference to another one.
    """
    if "{{" not in text:
        return text
    return _LOOSE.sub(_tightened, text).replace("{{tasks.name}}", "{{=tasks.name}}")


def _tightened(tag: re.Match[str]) -> str:
    return "{{" + (tag[1] or tag[2]) + "}}"


def may_be_loose(document: bytes) -> bool:
    """Whether a graph as JSON may have a tag with a line end or a tabulator around its name."""
    return _MAY_BE_LOOSE.search(document) is not None


def tight_everywhere(value: Any) -> Any:
    """Plain data with the simple tags tight that have a line end or a tabulator around the name.

    Argo looks for tags in JSON, where such a character is a backslash and a letter of the name.
    """
    if isinstance(value, str):
        return _LOOSE_LINES.sub(r"{{\1}}", value) if "{{" in value else value
    if isinstance(value, dict):
        return {name: tight_everywhere(item) for name, item in value.items()}
    if isinstance(value, list):
        return [tight_everywhere(item) for item in value]
    return value


def expression_of(name: str) -> str:
    """A simple tag's name as an expression: `steps.a-b.status` as `steps['a-b'].status`."""
    first, *rest = name.split(".")
    return first + "".join(f".{p}" if _PLAIN_NAME.match(p) else f"['{p}']" for p in rest)


def text_expression(text: str) -> str:
    """A text with tags as an expression whose result is that text."""
    reference = exact_reference(text)
    if reference is not None:
        return expression_of(".".join(reference))
    tags = scan(text)
    if len(tags) == 1 and isinstance(tags[0], Tag) and tags[0].end - tags[0].start == len(text):
        return f"string({tags[0].body})"
    return _concatenated(text)


def _as_expression(value: Any, type_of: TypeOf, spelling: Spelt) -> str:
    """A JSON value with templates inside, as an expression whose result is that value."""
    if isinstance(value, str):
        return _template_as_expression(value, type_of, spelling)
    if isinstance(value, list):
        return "[" + ", ".join(_as_expression(item, type_of, spelling) for item in value) + "]"
    if isinstance(value, dict) and _literal(value) is None:
        members = (
            f"{_quoted(k)}: {_as_expression(v, type_of, spelling)}" for k, v in value.items()
        )
        # EXPR-7: "}}" would end the tag.
        return "{ " + ", ".join(members) + " }"
    return "sprig.fromJson(" + _quoted(json_text(value)) + ")"


def _template_as_expression(text: str, type_of: TypeOf, spelling: Spelt) -> str:
    reference = exact_reference(text)
    if reference is not None:
        return _value_of(spelling(reference), type_of(reference))
    return _concatenated(text, spelling)


def _concatenated(text: str, spelling: Spelt = spelt) -> str:
    parts = []
    end = 0
    for tag in scan(text):
        if not isinstance(tag, Tag):
            continue
        if tag.start > end:
            parts.append(_quoted(text[end : tag.start]))
        body = tag.body if tag.is_expression else spelling(tag.parts)
        parts.append(f"string({body})")
        end = tag.end
    if end < len(text) or not parts:
        parts.append(_quoted(text[end:]))
    return "(" + " + ".join(parts) + ")" if len(parts) > 1 else parts[0]


def _value_of(name: str, type_: str | None) -> str:
    """What a name stands for within a value (VAL-6): in an expression all parameters are texts."""
    if type_ == "str":
        return f"string({name})"
    # VAL-9: what is no JSON is the text itself.
    return f"(sprig.fromJson(string({name})) ?? {name})"


def _quoted(text: str) -> str:
    """A text as a literal of an expression, free of what would end or begin a tag."""
    return json.dumps(text, ensure_ascii=False).replace("{", "\\u007b").replace("}", "\\u007d")


def without_tags(text: str) -> str:
    """A text that Argo is to leave as it is, as a template: what looks like a tag is computed."""
    if "{{" not in text:
        return text
    return "{{=" + _quoted(text) + "}}"


def escaped_json(value: Any) -> str:
    """A JSON value as text in which nothing looks like a tag, however often tags are replaced."""
    # Two braces that open follow each other in strings alone.
    return json_text(value).replace("{{", "{\\u007b")


def literal_text(value: Any) -> str | None:
    """The text of a literal that looks as if it held a tag (VAL-5)."""
    literal = _literal(value)
    inside = literal["value"] if literal is not None else None
    return inside if isinstance(inside, str) and "{{" in inside else None


def misread_text(value: Any) -> str | None:
    """The text of a literal in which Argo would find a tag, even one that an expression made.

    Argo replaces tags in what a tag has become. It leaves those alone that begin as no name of its
    own does, such as `{{.State}}` (REF-8).
    """
    text = literal_text(value)
    return text if text is not None and any(_means_something(tag) for tag in scan(text)) else None


def _means_something(tag: Tag | TagFault) -> bool:
    if isinstance(tag, TagFault):
        return tag.problem not in ("empty", "malformed")
    return tag.is_expression or tag.parts[0] in HEADS


def _literal(value: Any) -> dict[str, Any] | None:
    if isinstance(value, dict) and len(value) == 1:
        tagged = value.get("$value")
        if isinstance(tagged, dict) and tagged.get("kind") == "literal":
            return tagged
    return None


def _is_opaque(value: dict[str, Any]) -> bool:
    tagged = value.get("$value")
    return len(value) == 1 and isinstance(tagged, dict) and tagged.get("kind") == "opaque"
