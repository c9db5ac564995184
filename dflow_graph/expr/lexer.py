"""The tokens of an expression (EXPR-3), as expr-lang v1.17.8 cuts them.

A text that cannot be cut ends in a token of the kind `ERROR`, so that the parser, which reads
from the left, still finds what is wrong before it.
"""

from __future__ import annotations

import re

from dflow_graph.expr.operators import WORDS
from dflow_graph.regex import regex

__all__ = [
    "BAD_NUMBER", "BYTES", "END", "ERROR", "IDENTIFIER", "NUMBER", "STRING", "SYMBOL", "Token",
    "tokens",
]  # fmt: skip

IDENTIFIER, NUMBER, STRING, BYTES, SYMBOL, END, ERROR, BAD_NUMBER = range(8)


# Kind, symbol, value, start, end. The symbol is the spelling of an operator or bracket, else
# empty; the value is the decoded text of a string, and the message of an error.
Token = tuple[int, str, str, int, int]

# The order matters: bytes before names, a fraction before the dot.
_TOKEN = regex(
    r"""
    [ \t\n\v\f\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+
    | //[^\n]*
    | /\*[\s\S]*?\*/
    | (?P<bytes>[bB](?:'[^'\\\n]*(?:\\.[^'\\\n]*)*'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"))
    | (?P<word>(?![0-9]|[bB]['"])[\w$]+)
    | (?P<number>
        \.?0[xX][0-9a-fA-F_]*(?:\.(?!\.)[0-9a-fA-F_]*)?
        | \.?0[oO][0-7_]*(?:\.(?!\.)[0-7_]*)?(?:[eE][+-]?[0-7_]*)?
        | \.?0[bB][01_]*(?:\.(?!\.)[01_]*)?(?:[eE][+-]?[01_]*)?
        | (?:[0-9][0-9_]*|\.[0-9][0-9_]*)(?:\.(?!\.)[0-9_]*)?(?:[eE][+-]?[0-9_]*)?
      )
    | (?P<string>'[^'\\\n]*(?:\\.[^'\\\n]*)*'|"[^"\\\n]*(?:\\.[^"\\\n]*)*")
    | (?P<raw>`[^`]*(?:``[^`]*)*`(?!`))
    | (?P<pointer>\#(?!\#)[\w$]*)
    | (?P<symbol>
        [()\[\]{},;%+\-^] | /(?!\*) | \#\#? | \?[.?]? | \|\|? | ::? | \.\.? | [&!=*<>][&=*]?
      )
    | (?P<bad>[\s\S])
    """,
    re.VERBOSE,
)
_FLOAT = regex(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_INFINITE = float("inf")
_LARGEST = (1 << 63) - 1
_LONGEST = 19  # digits of the largest integer
_ESCAPE = regex(r"\\(?:u\{([0-9a-fA-F]*)\}|[xuU]([0-9a-fA-F]*)|([0-7]{1,3})|(.))")
_ESCAPES = regex(
    r"""\\(?:[abfnrtv\\'"]|[0-3][0-7]{2}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}"""
    r"""|u\{[0-9a-fA-F]{1,6}\}|U[0-9a-fA-F]{8})""",
)
_BYTE_ESCAPES = regex(r"""\\(?:[abfnrtv\\'"]|[0-3][0-7]{2}|x[0-9a-fA-F]{2})""")
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_LAST_CHARACTER = 0x10FFFF
_WRAPPED = 0x80000000  # a 32-bit escape from here on is a negative number in Go, and passes
_SURROGATES = range(0xD800, 0xE000)
_WIDTH = {"x": 2, "u": 4, "U": 8}


def tokens(text: str) -> list[Token]:
    """Cut a text into tokens; the last one is of the kind `END` or `ERROR`."""
    found: list[Token] = []
    plain = text.isascii()
    for match in _TOKEN.finditer(text):
        group = match.lastgroup
        if group is None:
            continue
        start, end = match.span()
        word = match[0]
        if group == "word":
            if not plain and (bad := _first_alien(word)) >= 0:
                found.append(_unknown(text, start + bad))
                return found
            if word in WORDS:
                found.append((SYMBOL, word, word, start, end))
            else:
                found.append((IDENTIFIER, "", word, start, end))
        elif group == "symbol":
            found.append((SYMBOL, word, word, start, end))
        elif not _other(found, text, group, start, end):
            return found
    found.append((END, "", "", len(text), len(text)))
    return found


def _other(found: list[Token], text: str, group: str, start: int, end: int) -> bool:
    """Add the tokens of a literal, of a pointer, or of a fault; false where the text ends."""
    word = text[start:end]
    if group == "number":
        token = _number(text, word, start, end)
    elif group == "pointer":
        found.append((SYMBOL, "#", "#", start, start + 1))
        if len(word) == 1:
            return True
        bad = -1 if text.isascii() else _first_alien(word[1:])
        name = (IDENTIFIER, "", word[1:], start + 1, end)
        token = name if bad < 0 else _unknown(text, start + 1 + bad)
    elif group == "raw":
        token = (STRING, "", word[1:-1].replace("``", "`"), start, end)
    elif group == "bad":
        token = _unknown(text, start)
    else:
        token = _string(group, word, start, end)
    found.append(token)
    return token[0] != ERROR


def _first_alien(word: str) -> int:
    """Where a word has a character that is no letter, decimal digit, `_` or `$`; -1 if nowhere."""
    if word.isascii():
        return -1
    for index, character in enumerate(word):
        if not (character.isalpha() or character.isdecimal() or character in "_$"):
            return index
    return -1


def _unknown(text: str, start: int) -> Token:
    character = text[start]
    if character in "'\"`" or (character in "bB" and text[start + 1 : start + 2] in "'\""):
        return (ERROR, "", "text without its closing quote", start, len(text))
    if character == "/":
        return (ERROR, "", "comment without its closing `*/`", start, len(text))
    return (ERROR, "", f"unexpected character `{character}`", start, start + 1)


def _number(text: str, word: str, start: int, end: int) -> Token:
    """Numbers: `_` anywhere after the first digit, integers of 64 bits, floats of 64 bits.

    What is spelled like a number and has no value is a `BAD_NUMBER`: a map may have it as a key.
    """
    after = text[end : end + 1]
    if after and (after in "_$" or after.isalpha() or after.isdecimal()):
        return (ERROR, "", f"bad number `{word}{after}`", start, end + 1)
    spelled = word.replace("_", "")
    base = {"x": 16, "o": 8, "b": 2}.get(spelled[1:2].lower(), 10)
    if base != 10:  # noqa: PLR2004
        digits = spelled[2:].lstrip("0") or spelled[2:3]
        whole = digits.isalnum() if base == 16 else digits.isdigit()  # noqa: PLR2004
        fits = whole and len(digits) <= 64 and int(digits, base) <= _LARGEST  # noqa: PLR2004
    elif spelled.isdigit():
        digits = spelled.lstrip("0") or "0"
        fits = len(digits) <= _LONGEST and int(digits) <= _LARGEST
    else:
        fits = bool(_FLOAT.fullmatch(spelled)) and float(spelled) < _INFINITE
    return (NUMBER if fits else BAD_NUMBER, "", word, start, end)


def _string(group: str, word: str, start: int, end: int) -> Token:
    """A quoted text or bytes, decoded; every escape must be one of the language."""
    body = word[1:-1] if group == "string" else word[2:-1]
    kind = STRING if group == "string" else BYTES
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    if "\\" not in body:
        return (kind, "", body, start, end)
    known = _ESCAPES if group == "string" else _BYTE_ESCAPES
    quote = word[-1]
    offset = word.index(quote) + 1
    position = word.find("\\", offset)
    while position >= 0:
        match = known.match(word, position)
        if match is None or match.end() >= len(word) or not _fits(match[0], quote):
            width = 2 if match is None else match.end() - position
            at = start + position
            shown = word[position : position + width]
            return (ERROR, "", f"bad escape `{shown}`", at, min(at + width, end))
        position = word.find("\\", match.end())
    return (kind, "", _ESCAPE.sub(_character, body), start, end)


def _fits(escape: str, quote: str) -> bool:
    """Whether an escape names a character, and no quote but the one that delimits the text."""
    mark = escape[1]
    if mark in "'\"":
        return mark == quote
    if mark == "U":
        digits = escape[2:]
        code = int(digits, 16)
        return code <= _LAST_CHARACTER or code >= _WRAPPED
    if escape.startswith("\\u{"):
        return int(escape[3:-1], 16) <= _LAST_CHARACTER
    return True


def _character(match: re.Match[str]) -> str:
    """What a checked escape stands for."""
    braced, fixed, octal, simple = match.groups()
    if simple is not None:
        return _SIMPLE.get(simple, simple)
    code = int(octal, 8) if octal is not None else int(braced or fixed[: _WIDTH[match[0][1]]], 16)
    rest = "" if fixed is None else fixed[_WIDTH[match[0][1]] :]
    if code > _LAST_CHARACTER or code in _SURROGATES:
        return "\ufffd" + rest
    return chr(code) + rest
