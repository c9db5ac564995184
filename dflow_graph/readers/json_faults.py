"""What is wrong with a text that is not JSON, in plain words.

Each function looks at an offset where the grammar of RFC 8259 cannot go on. Must not import
anything above `dflow_graph.source`.
"""

from __future__ import annotations

import re

from dflow_graph.readers.faults import Flaw, quote
from dflow_graph.readers.surrogates import lone_half, lone_half_flaw

__all__ = ["after_flaw", "colon_flaw", "key_flaw", "last_comma_flaw", "string_flaw", "value_flaw"]

_WORD = re.compile(r"[^\s,:\[\]{}\"'/#=]+|[\s\S]")
_NUMERIC = re.compile(r"[-+.]*[0-9][-+.0-9A-Za-z_]*|[-+]")
_NOT_FINITE = re.compile(r"[-+]?(?:NaN|Infinity)\b")
_COMMENT = re.compile(r"//|/\*|#")
# What a JSON string may hold as it is (OBJ and DOC clauses rest on RFC 8259, section 7).
_STRING_RUN = re.compile(r'[^"\\\x00-\x1f]*')
_STRING_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_BAD_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3}|[\s\S]?)")
_MEANT = {
    "true": "true",
    "yes": "true",
    "false": "false",
    "no": "false",
    "null": "null",
    "none": "null",
    "nil": "null",
    "undefined": "null",
}
_CONTROL_ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t", "\b": r"\b", "\f": r"\f"}


def value_flaw(text: str, index: int) -> Flaw:
    """The flaw at `index`, where a value must stand."""
    common = _not_finite(text, index) or _common(text, index, "a value is expected")
    if common:
        return common
    numeric = _NUMERIC.match(text, index)
    if numeric:
        return _number_flaw(index, numeric[0])
    word = _word(text, index)
    if word in ",:]}":
        message = f"a value is missing before {quote(word)}"
        return _syntax(index, word, message, f"Write a value before {quote(word)}, or remove it.")
    meant = _MEANT.get(word.lower())
    if meant:
        return _syntax(index, word, f"the word {quote(word)} is not JSON", f"Write `{meant}`.")
    message = f"the text {quote(word)} is not a value of JSON"
    return _syntax(index, word, message, "Put a string in double quotes.")


def key_flaw(text: str, index: int) -> Flaw:
    """The flaw at `index`, where the key of a member must stand."""
    common = _common(text, index, "a key is expected")
    if common:
        return common
    word = _word(text, index)
    if word in ",:]{[":
        message = f"a key in double quotes is expected before {quote(word)}"
        return _syntax(
            index, word, message, "Write the members of an object as key, `:` and value."
        )
    message = f"the key {quote(word)} is not in double quotes"
    return _syntax(index, word, message, "Put the key in double quotes.")


def colon_flaw(text: str, index: int, key: str) -> Flaw:
    """The flaw at `index`, where the `:` after a key must stand."""
    common = _common(text, index, "a `:` is expected")
    if common:
        return common
    message = f"there is no `:` after the key {quote(key)}"
    return _syntax(index, _word(text, index), message, "Write `:` between the key and its value.")


def after_flaw(text: str, index: int, closer: str) -> Flaw:
    """The flaw at `index`, after a value; `closer` is "" after the value of the whole document."""
    word = _word(text, index) if index < len(text) else ""
    if not closer:
        common = _common(text, index, "")
        message = f"the text goes on with {quote(word)} after the end of the document's value"
        return common or _syntax(
            index, word, message, "Remove the text, or put several values into one array."
        )
    common = _common(text, index, f"`,` or `{closer}` is expected")
    if common:
        return common
    if word in "]}":
        message = f"the bracket {quote(word)} closes what a {quote(_OPENERS[closer])} opened"
        return _syntax(index, word, message, f"Write {quote(closer)}, or close the inner value.")
    if word == ":":
        message = f"a `:` stands where `,` or `{closer}` is expected"
        return _syntax(index, word, message, "Write pairs of key and value in `{}` only.")
    message = f"there is no `,` before {quote(word)}"
    return _syntax(index, word, message, "Write a `,` between the two values.")


_OPENERS = {"]": "[", "}": "{"}


def last_comma_flaw(text: str, index: int) -> Flaw | None:
    """The flaw of a comma before the closing bracket at `index`, if that is what stands there."""
    if index == len(text) or text[index] not in "]}":
        return None
    comma = index - 1
    while text[comma] in " \t\r\n":
        comma -= 1
    if text[comma] != ",":
        return None
    message = f"there is a `,` before {quote(text[index])} and no value between them"
    return _syntax(comma, ",", message, "Remove the comma.")


def string_flaw(text: str, start: int) -> Flaw:
    """The first flaw of the string whose opening quote stands at `start`."""
    index = start + 1
    while True:
        run = _STRING_RUN.match(text, index)
        index = run.end() if run else index
        escape = _STRING_ESCAPE.match(text, index)
        if escape is None:
            break
        index = escape.end()
    # ENC-3; a half of a pair may stand before what stopped the loop
    lone = lone_half(text, start + 1, index)
    if lone is not None:
        return lone_half_flaw(text, lone)
    if index == len(text):
        message = f"the string {quote(text[start : start + 60])} is never closed"
        return Flaw("DG004", start, index, message, 'Write the closing `"`.')
    if text[index] == "\\":
        return _escape_flaw(text, index)
    return _control_flaw(text, index)


def _escape_flaw(text: str, index: int) -> Flaw:
    match = _BAD_ESCAPE.match(text, index)
    escape = match[0] if match else "\\"
    if escape.startswith("\\u"):
        message = rf"the escape {quote(escape)} has fewer than four hexadecimal digits"
        return _syntax(index, escape, message, r"Write four digits after `\u`, as in `\u00e9`.")
    message = f"the escape {quote(escape)} is not one of JSON"
    hint = r"Write `\\` for a backslash, or one of `\"` `\/` `\b` `\f` `\n` `\r` `\t` `\u0000`."
    return _syntax(index, escape, message, hint)


def _control_flaw(text: str, index: int) -> Flaw:
    character = text[index]
    escape = _CONTROL_ESCAPES.get(character, rf"\u{ord(character):04x}")
    if character in "\r\n":
        message = "the line ends inside a string"
        return _syntax(
            index, character, message, rf'Write `{escape}`, or close the string with `"`.'
        )
    name = "a tab" if character == "\t" else f"the control character U+{ord(character):04X}"
    return _syntax(index, character, f"{name} stands inside a string", f"Write `{escape}`.")


def _common(text: str, index: int, expected: str) -> Flaw | None:
    """The flaws that are the same wherever they stand."""
    if index == len(text):
        message = f"the text ends where {expected}"
        return _syntax(index, "", message, "Write the rest of the document.")
    comment = _COMMENT.match(text, index)
    if comment:
        message = f"a comment starts with {quote(comment[0])}; JSON has none"
        return _syntax(index, comment[0], message, "Remove the comment.")
    character = text[index]
    if character == "'":
        message = "a string starts with a single quote"
        return _syntax(index, "'", message, "Write strings in double quotes.")
    if character.isspace() or not character.isprintable():
        message = f"the character U+{ord(character):04X} stands outside of a string"
        return _syntax(index, character, message, "Remove the character.")
    return None


def _not_finite(text: str, index: int) -> Flaw | None:
    match = _NOT_FINITE.match(text, index)
    if match is None:
        return None
    # NUM-1
    message = f"{quote(match[0])} is not a number of JSON"
    hint = "Write `null` or a string, as the field allows."
    return Flaw("DG008", index, match.end(), message, hint)


def _number_flaw(index: int, literal: str) -> Flaw:
    unsigned = literal.lstrip("-+")
    hint = "Write the number as in `12`, `-0.5` or `1e3`."
    if literal.startswith("+"):
        hint = "Remove the `+`."
    elif unsigned.startswith("."):
        hint = "Write a digit before the decimal point."
    elif unsigned[:1] == "0" and unsigned[1:2].isdigit():
        hint = "Remove the zeros at the start."
    elif unsigned.endswith("."):
        hint = "Write a digit after the decimal point."
    return _syntax(index, literal, f"{quote(literal)} is not a number of JSON", hint)


def _word(text: str, index: int) -> str:
    match = _WORD.match(text, index)
    return match[0] if match else ""


def _syntax(index: int, token: str, message: str, hint: str) -> Flaw:
    return Flaw("DG004", index, index + len(token), message, hint)
