"""The patterns of Go's `regexp` (RE2), which `matches`, `=~` and `!~` take.

Judges the syntax alone, as Go 1.26 does, which Argo 4.1.2 is built with.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dflow_graph.regex import regex

__all__ = ["pattern_fault"]

_LARGEST_REPEAT = 1_000
_REPEAT = regex(r"\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}", re.ASCII)
_GROUP_NAME = regex(r"\(\?P?<([A-Za-z0-9_]+)>", re.ASCII)
_FLAGS = regex(r"\(\?[imsU]*(?:-[imsU]+)?([:)])")
_CLASS = regex(r"\\[pP](?:\{([^}]*)\}|([\s\S]))")
# The classes that Go 1.26 knows by name, without the spaces, hyphens and underscores that it
# takes out of a name before it looks.
_CLASS_NAMES = (
    "adlam ahom any arabic armenian ascii assigned avestan balinese bamum batak bengali "
    "bhaiksuki bopomofo brahmi braille buginese buhid c carian casedletter cc cf chakma cham "
    "cherokee chorasmian closepunctuation cn cntrl co combiningmark common "
    "connectorpunctuation control coptic cs cuneiform currencysymbol cypriot cyrillic "
    "dashpunctuation decimalnumber deseret devanagari digit dogra duployan elbasan elymaic "
    "enclosingmark ethiopic finalpunctuation format georgian glagolitic gothic grantha greek "
    "gujarati gurmukhi han hangul hanunoo hatran hebrew hiragana inherited initialpunctuation "
    "javanese kaithi kannada katakana kawi kharoshthi khmer khojki khudawadi l lao latin lc "
    "lepcha letter letternumber limbu lineseparator lisu ll lm lo lowercaseletter lt lu "
    "lycian lydian m mahajani makasar malayalam mandaic manichaean marchen mark mathsymbol mc "
    "me medefaidrin miao mn modi modifierletter modifiersymbol mongolian mro multani myanmar "
    "n nabataean nandinagari nd newa nko nl no nonspacingmark number nushu ogham "
    "openpunctuation oriya osage osmanya other otherletter othernumber otherpunctuation "
    "othersymbol p palmyrene paragraphseparator pc pd pe pf phoenician pi po privateuse ps "
    "punct punctuation rejang runic s samaritan saurashtra sc separator sharada shavian "
    "siddham sinhala sk sm so sogdian soyombo spaceseparator spacingmark sundanese surrogate "
    "symbol syriac tagalog tagbanwa takri tamil tangsa tangut telugu thaana thai tibetan "
    "tifinagh tirhuta titlecaseletter toto ugaritic unassigned uppercaseletter vai vithkuqi "
    "wancho yezidi yi z zl zp zs "
)
_CLASSES = frozenset(_CLASS_NAMES.split())
_ESCAPE = regex(
    r"\\(?:[1-7][0-7]{1,2}|0[0-7]{0,2}|x[0-9a-fA-F]{2}|x\{[0-9a-fA-F]+\}|[afnrtv]"
    r"|[\x00-/:-@\[-`{-\x7f])",
)
_POSIX = regex(
    r"\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word"
    r"|xdigit):\]",
)
_LAST_CHARACTER = 0x10FFFF
_SIMPLE = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}


class _FaultError(Exception):
    """Why a text is no pattern."""


@lru_cache(512)
def pattern_fault(pattern: str) -> str:
    """Why a text is no pattern of RE2; empty if it is one."""
    try:
        _read(pattern)
    except _FaultError as fault:
        return str(fault)
    return ""


def _read(text: str) -> None:
    # For each open group: the most copies that a part so far stands for.
    groups = [1]
    factor = 0  # of the part just read; 0 if there is none to repeat
    repeated = False
    at = 0
    while at < len(text):
        mark = text[at]
        repeat = _REPEAT.match(text, at) if mark == "{" else None
        if mark in "*+?" or repeat:
            if repeated or not factor:
                what = "a repetition of a repetition" if repeated else "nothing to repeat"
                raise _FaultError(f"{what} at `{text[at : at + 9]}`")
            factor = _copies(repeat, factor) if repeat else factor
            at = repeat.end() if repeat else at + 1
            at += text[at : at + 1] == "?"
            repeated = True
            continue
        repeated = False
        groups[-1] = max(groups[-1], factor)
        if mark == "(":
            at, opens = _group(text, at)
            if opens:
                groups.append(1)
                factor = 0
        elif mark == ")":
            factor = groups.pop()
            if not groups:
                raise _FaultError("`)` without a `(`")
            at += 1
        elif mark == "|":
            factor = 0
            at += 1
        else:
            at, factor = _part(text, at, factor)
    if len(groups) > 1:
        raise _FaultError("`(` without its `)`")


def _copies(repeat: re.Match[str], factor: int) -> int:
    """How many copies of a part `{low,high}` stands for, where one stands for `factor`."""
    low, comma, high = repeat.groups()
    if max(len(low), len(high or "")) > len(str(_LARGEST_REPEAT)):
        raise _FaultError(f"a repetition of more than {_LARGEST_REPEAT} times")
    fewest = int(low)
    most = int(high) if high else fewest
    if max(fewest, most) > _LARGEST_REPEAT or most < fewest:
        raise _FaultError(f"bad repetition `{repeat[0]}`, which goes up to {_LARGEST_REPEAT}")
    if most == 0 and (high or not comma):
        return 1  # nothing at all, whatever the part is
    factor *= max(most, 1)
    if factor > _LARGEST_REPEAT:
        raise _FaultError(f"a repetition of more than {_LARGEST_REPEAT} times")
    return factor


def _group(text: str, at: int) -> tuple[int, bool]:
    """Where the inside of a group begins; false where the parentheses hold flags alone."""
    if text[at + 1 : at + 2] != "?":
        return at + 1, True
    named = _GROUP_NAME.match(text, at)
    if named:
        return named.end(), True
    flags = _FLAGS.match(text, at)
    if flags is None:
        raise _FaultError(f"`{text[at : at + 4]}` is no group of RE2, which knows no lookaround")
    return flags.end(), flags[1] == ":"


def _part(text: str, at: int, factor: int) -> tuple[int, int]:
    """Read one character, escape, class or quotation; where it ends, and its factor."""
    mark = text[at]
    if mark == "[":
        return _bracket(text, at), 1
    if mark != "\\":
        return at + 1, 1
    following = text[at + 1 : at + 2]
    if following == "Q":
        end = text.find("\\E", at + 2)
        length = (len(text) if end < 0 else end) - at - 2
        return at + 2 + length + (2 if end >= 0 else 0), 1 if length else factor
    if following and following in "AbBzdDsSwW":
        return at + 2, 1
    if following and following in "pP":
        return _unicode_class(text, at), 1
    return _escape(text, at)[0], 1


def _unicode_class(text: str, at: int) -> int:
    match = _CLASS.match(text, at)
    name = (match[1] if match[1] is not None else match[2]) if match else ""
    bare = re.sub("[ _-]", "", name.removeprefix("^")).lower()
    if match is None or bare not in _CLASSES:
        raise _FaultError(f"unknown class `{text[at : at + 9]}`")
    return match.end()


def _escape(text: str, at: int) -> tuple[int, int]:
    """Where an escape ends, and the character that it stands for."""
    match = _ESCAPE.match(text, at)
    if match is None:
        raise _FaultError(f"bad escape `{text[at : at + 2]}`")
    body = match[0][1:]
    if body[0] == "x":
        digits = body[1:].strip("{}").lstrip("0") or "0"
        code = int(digits, 16) if len(digits) <= 6 else _LAST_CHARACTER + 1  # noqa: PLR2004
        if code > _LAST_CHARACTER:
            raise _FaultError(f"bad escape `{match[0][:12]}`")
    elif body[0].isdigit():
        code = int(body, 8)
    else:
        code = _SIMPLE.get(body, ord(body))
    return match.end(), code


def _bracket(text: str, at: int) -> int:
    """Where `[…]` ends."""
    start = at
    last_name = text.rfind(":]")
    at += 2 if text[at + 1 : at + 2] == "^" else 1
    first = True
    while first or text[at : at + 1] != "]":
        first = False
        if text.startswith("[:", at) and last_name >= at + 2:
            posix = _POSIX.match(text, at)
            if posix is None:
                raise _FaultError(f"unknown class `{text[at : at + 9]}`")
            at = posix.end()
            continue
        if text[at : at + 1] == "\\" and text[at + 1 : at + 2] in set("pPdDsSwW"):
            at = _unicode_class(text, at) if text[at + 1] in "pP" else at + 2
            continue
        at, low = _member(text, at, start)
        if text[at : at + 1] == "-" and text[at + 1 : at + 2] not in {"", "]"}:
            begin = at
            at, high = _member(text, at + 1, start)
            if high < low:
                raise _FaultError(f"bad range `{text[begin - 1 : at]}`")
    return at + 1


def _member(text: str, at: int, start: int) -> tuple[int, int]:
    if at >= len(text):
        raise _FaultError(f"`{text[start : start + 9]}` without its `]`")
    if text[at] == "\\":
        return _escape(text, at)
    return at + 1, ord(text[at])
