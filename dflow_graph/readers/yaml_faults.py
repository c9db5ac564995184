"""What a YAML parser's complaint means, in plain words and with a mend.

The left column of the table is a piece of the parser's own text; both parsers of PyYAML are
covered. Must not import yaml, nor anything above `dflow_graph.source`.
"""

from __future__ import annotations

from dflow_graph.readers.faults import Flaw, quote

__all__ = ["anchor_flaw", "complaint_flaw", "tag_flaw"]

_TABLE = (
    (
        "could not find expected ':'",
        "a line of a mapping has no `:` after its key",
        "Write `:` and a blank after the key, or indent the line as part of the text above.",
    ),
    (
        "mapping values are not allowed",
        "a `:` stands where no key can be",
        "Put a text that contains `: ` in double quotes, or start the key on its own line.",
    ),
    (
        "mapping keys are not allowed",
        "a `?` stands where no key can be",
        "Put the text in double quotes.",
    ),
    (
        "sequence entries are not allowed",
        "a `-` stands where no list can start",
        "Start the list on its own line, or put the text in double quotes.",
    ),
    (
        "',' or ']'",
        "a list in square brackets is not continued or closed",
        "Write `,` between the items and `]` at the end.",
    ),
    (
        "',' or '}'",
        "a mapping in braces is not continued or closed",
        "Write `,` between the members and `}` at the end.",
    ),
    (
        "node content",
        "a value is missing here",
        "Write a value, or remove the comma or bracket.",
    ),
    (
        "expected key",
        "the line is indented like no line above it",
        "Indent the keys of one mapping alike.",
    ),
    (
        "'-' indicator",
        "the line is not an item of the list above, nor is it indented less than the list",
        "Start the line with `- `, or indent it as the key of the list.",
    ),
    (
        "<block end>",
        "the line is indented like no line above it",
        "Indent the keys of one mapping, and the items of one list, alike.",
    ),
    (
        "<document start>",
        "there is no `---` between the directives and the document",
        "Write a line `---` after the directives.",
    ),
    (
        "unexpected end of stream",
        "the quoted string that starts here is never closed",
        "Write the closing quote.",
    ),
    (
        "unexpected document",
        "a line of dashes or dots stands inside a quoted string",
        "Write the closing quote before it, or indent the line.",
    ),
    (
        "unknown escape character",
        "the escape is not one of YAML",
        r"Write `\\` for a backslash, or put the text in single quotes.",
    ),
    (
        "hexdecimal number",
        "the escape has too few hexadecimal digits",
        r"Write two digits after `\x`, four after `\u` and eight after `\U`.",
    ),
    (
        "hexadecimal numbers",
        "the escape has too few hexadecimal digits",
        r"Write two digits after `\x`, four after `\u` and eight after `\U`.",
    ),
    (
        "invalid Unicode character",
        "the escape names no character",
        r"Write the number of a character after `\u` or `\U`.",
    ),
    (
        "indentation space",
        "a tab stands where a line is indented",
        "Indent with blanks.",
    ),
    (
        "violates indentation",
        "a tab stands where a line is indented",
        "Indent with blanks.",
    ),
    (
        "indentation indicator",
        "the number after `|` or `>` is out of range",
        "Write a number from 1 to 9, or none.",
    ),
    (
        "line break",  # in a block scalar; directives were read before
        "text follows `|` or `>` on the same line",
        "Start the text on the next line, or put it in double quotes.",
    ),
)
_MARKS_AT_START = ("unexpected end of stream", "unexpected document")


def complaint_flaw(
    text: str, problem: str, context: str, index: int, context_index: int | None
) -> Flaw:
    """The flaw behind the complaint `problem`, raised at `index` in `context`.

    It is DG005; DG012 and DG013 where the parser could not read an anchor, alias or tag; DG010
    where it goes no deeper.
    """
    index = min(index, len(text))
    if "anchor" in context or "alias" in context:
        return anchor_flaw(text, index if context_index is None else context_index)
    if "tag" in context or "tag handle" in problem:
        return tag_flaw(text, index if context_index is None else context_index)
    if "nesting depth" in problem:
        # LIM-2
        message = "the values are nested deeper than a parser of YAML goes"
        return Flaw("DG010", index, index + 1, message, "Write the document with fewer levels.")
    if "cannot start any token" in problem:
        return _start_flaw(text, index)
    if text.startswith(":", index) and ("expected key" in problem or "<block end>" in problem):
        message, hint = "there is no key before the `:`", "Write the key before the `:`."
        return Flaw("DG005", index, index + 1, message, hint)
    for piece, message, hint in _TABLE:
        if piece in problem:
            if piece in _MARKS_AT_START and context_index is not None:
                index = context_index
            return Flaw("DG005", index, index, message, hint)
    message = f"the text cannot be read as YAML: {problem}"
    return Flaw("DG005", index, index, message, "Put the text in double quotes.")


def anchor_flaw(text: str, index: int) -> Flaw:
    """The flaw of an anchor or alias."""
    # YAML-2
    word = _word(text, index)
    name, message = "alias", f"the alias {quote(word)} repeats another value"
    if not word.startswith("*"):
        name, message = "anchor", f"the anchor {quote(word)} gives a name to a value"
    hint = f"Write the value out; if {quote(word)} is no {name}, put it in double quotes."
    return Flaw("DG012", index, index + len(word), message, hint)


def tag_flaw(text: str, index: int) -> Flaw:
    """The flaw of a tag."""
    # YAML-3
    word = _word(text, index)
    message = f"the tag {quote(word)} gives a value another type"
    hint = "Remove the tag; if it is part of a text, put the text in double quotes."
    return Flaw("DG013", index, index + len(word), message, hint)


def _start_flaw(text: str, index: int) -> Flaw:
    character = text[index : index + 1]
    if character == "\t":
        message, hint = "a tab stands where a line is indented", "Indent with blanks."
    else:
        message = f"a text without quotes cannot start with {quote(character)}"
        hint = "Put the text in double quotes."
    return Flaw("DG005", index, index + 1, message, hint)


def _word(text: str, index: int) -> str:
    words = text[index : index + 80].split(maxsplit=1)
    return words[0].rstrip(",]}") if words else ""
