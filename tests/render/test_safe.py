"""Which characters a terminal is shown as they are."""

from __future__ import annotations

import sys
import unicodedata

from dflow_graph.render.text import _columns, safe


def test_characters_of_control_alone_are_escaped() -> None:
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        is_shown = unicodedata.category(character)[0] != "C"
        assert (safe(character) == character) is is_shown, hex(code)
    assert safe("a\x1bé\u200b") == "a\\x1bé\\u200b"


def test_columns_are_those_that_unicode_gives() -> None:
    assert _columns("ab~") == 3
    assert _columns("e\u0301日本") == 5
