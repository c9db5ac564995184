"""The committed vectors, our verdict on a text, and texts that are nearly vectors."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import NamedTuple

from dflow_graph.expr.check import ExprSyntaxError, problems
from dflow_graph.expr.condition import condition_problems
from dflow_graph.expr.depends import parse_dependency

ROOT = Path(__file__).parents[2]
ORACLE = ROOT / "conformance/oracles/expr"
_TAG = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_PIECES = {
    "expr": [
        *"ab1.?:|&!=<>+-*/%^()[]{},;#'\"`\\ _$xeé²\n",
        "not ", "in ", " and ", "let ", "if ", "else ", "matches ", "map(", "len(", "??", "?.",
        "..", "0x", "0b1", "1e", "{1", ".0x", "sprig.",
        "\\x4", "\\u00", "'a'", "count(", "true", "nil", "::",
    ],
    "when": [
        *"ab1.?:|&!=<>+-*/%^~()[],'\"\\ _xeéA0",
        " in ", "&&", "||", "=~ '", "!~ ", "??", "true", "(1,2)", "'2024-01-01'", "'3:04PM'", "-1",
        "1\\_", "\\_0", "\\e", "0\\x", "\\p1", ".",
    ],
    "depends": [*"ab1.|&!() -", "Succeeded", ".Failed", "&&", "||", "in", "true", "!("],
}  # fmt: skip
_PATTERN_PIECES = "(|)*+?{2}[a-z]\\d^$.:<>P,i1-"


class Vector(NamedTuple):
    language: str
    text: str
    ok: bool


def committed() -> list[Vector]:
    path = ROOT / "conformance/v1/expressions/vectors.jsonl"
    lines = path.read_text(encoding="utf-8").split("\n")
    return [Vector(**json.loads(line)) for line in lines if line]


def accepted(language: str, text: str) -> bool:
    """Whether our parser of a language has nothing to say against a text."""
    if language == "expr":
        return not problems(text)
    if language == "when":
        # The oracle judges a tag as the number 1; our parser tries more.
        return not condition_problems(_TAG.sub("1", text))
    try:
        parse_dependency(text)
    except ExprSyntaxError:
        return False
    return True


def mutated(count: int, seed: int) -> list[tuple[str, str]]:
    """Languages and texts: committed vectors with one to three small changes."""
    rng = random.Random(seed)
    texts: dict[str, list[str]] = {}
    for vector in committed():
        if len(vector.text) < 200:
            texts.setdefault(vector.language, []).append(vector.text)
    found = []
    for _ in range(count):
        language = rng.choice(["expr", "expr", "expr", "when", "when", "depends"])
        text = rng.choice(texts[language])
        for _ in range(rng.randint(1, 3)):
            text = _changed(text, language, texts[language], rng)
        found.append((language, text[:300]))
    return found


def _changed(text: str, language: str, others: list[str], rng: random.Random) -> str:
    start = rng.randint(0, len(text))
    end = min(len(text), start + rng.randint(1, 4))
    piece = rng.choice(_PIECES[language])
    if "matches" in text or "=~" in text:
        piece = rng.choice(_PATTERN_PIECES)
    match rng.randint(0, 3):
        case 0:
            return text[:start] + piece + text[start:]
        case 1:
            return text[:start] + text[end:]
        case 2:
            return text[:start] + piece + text[end:]
        case _:
            other = rng.choice(others)
            return text[:start] + other[rng.randint(0, len(other)) :] + text[start:]


_OPERANDS = (
    *("1", "2.5", "0", "true", "false", "'a'", "b", "'2024-01-01'", "[x y]"),
    *("-1", "!true", "~2", "!b", "- 3"),
)
_COMMON = ("==", "&&", "||", "<", "?", ":", "+", ",")
_OPERATORS = (
    *("!=", ">", "<=", ">=", "=~", "!~", "in", "-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>"),
    *("??", *_COMMON, *_COMMON),
)


def conditions(count: int, seed: int) -> list[str]:
    """Conditions without tags, of operands of all kinds, many of which are no truth."""
    rng = random.Random(seed)
    return [_condition(rng, depth=2) for _ in range(count)]


def _condition(rng: random.Random, depth: int) -> str:
    parts: list[str] = []
    for _ in range(rng.choice((1, 2, 2, 3, 3, 4, 5, 8))):
        nested = depth and rng.random() < 0.2
        operand = f"({_condition(rng, depth - 1)})" if nested else rng.choice(_OPERANDS)
        parts += [operand, rng.choice(_OPERATORS)]
    return " ".join(parts[:-1])
