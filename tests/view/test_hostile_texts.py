"""Texts of a graph are seen and do nothing, whatever they are and whatever draws the picture."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph import show
from dflow_graph.view.picture import FORMATS
from dflow_graph.view.texts import columns, shortened, visible, visible_lines
from tests.view import graphs


@pytest.mark.parametrize("form", FORMATS)
def test_no_character_that_hides_or_moves_others_is_left(form: Any) -> None:
    text = show(graphs.hostile(), form)
    left = {c for c in text if unicodedata.category(c)[0] == "C" or c in "\u2028\u2029"}
    assert left == {"\n"}
    assert "\\u202e" in text.replace("#92;", "\\").replace("\\\\", "\\")


@pytest.mark.parametrize("form", ["svg", "graphml"])
def test_markup_of_a_name_makes_no_element(form: Any) -> None:
    tags = {
        element.tag.partition("}")[2]
        for element in ET.fromstring(show(graphs.hostile(), form)).iter()
    }
    assert tags <= {
        "svg", "title", "desc", "style", "rect", "text", "tspan", "g", "path", "circle",
        "graphml", "key", "graph", "node", "edge", "data",
    }  # fmt: skip


def test_style_and_attributes_of_a_picture_are_ours_alone() -> None:
    root = ET.fromstring(show(graphs.hostile(), "svg"))
    names = {name for element in root.iter() for name in element.attrib}
    assert names <= {
        "width", "height", "viewBox", "role", "aria-labelledby", "id", "class", "x", "y", "d",
        "dx", "transform", "rx", "cx", "cy", "r",
    }  # fmt: skip
    for element in root.iter():
        assert "canary" not in " ".join(element.attrib.values())


def test_labels_of_mermaid_hold_nothing_that_means_anything_to_it() -> None:
    text = show(graphs.hostile(), "mermaid")
    title, *lines = text.split("---\n", 2)[1:]
    assert json.loads(title.removeprefix("title: ")).startswith("</script><script>")
    for line in lines[0].splitlines():
        for label in re.findall(r'"(.*?)"', line):
            rest = re.sub(r"<br/>|#\d+;", "", label)
            assert re.fullmatch(r"[\w .,·…→-]*", rest), label
            assert not re.search(r"(?:^|[ >])[-_.]|[-_.](?:[ <]|$)", rest), label
        assert line.count('"') in (0, 2, 4)


def test_graphviz_draws_hostile_texts_as_texts() -> None:
    dot = shutil.which("dot")
    if dot is None:
        pytest.skip("Graphviz is not installed")
    drawn = subprocess.run(
        [dot, "-Tsvg"],
        input=show(graphs.hostile(), "dot").encode(),
        capture_output=True,
        check=True,
    )
    root = ET.fromstring(drawn.stdout)
    assert not [e for e in root.iter() if e.tag.endswith("}a") or "script" in e.tag]
    texts = {e.text for e in root.iter("{http://www.w3.org/2000/svg}text")}
    for evil in ("<script>canary()</script>", 'x"]; n9 [URL="javascript:canary()"', "end"):
        assert evil in texts
    assert not drawn.stderr


def test_page_holds_the_graph_as_data_that_ends_no_element() -> None:
    page = show(graphs.hostile(), "html")
    assert page.count("<script") == 2
    assert page.count("</script>") == 2
    assert page.count("</style>") == 1
    (title,) = re.findall(r"<title>(.*?)</title>", page, re.DOTALL)
    assert html.unescape(title).startswith("</script><script>")
    (data,) = re.findall(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert not set("<>&\u2028\u2029") & set(data)
    assert "<script>canary()</script>" in json.dumps(json.loads(data), ensure_ascii=False)


@given(st.text())
def test_visible_text_is_one_line_and_stays_as_it_is(text: str) -> None:
    shown = visible(text)
    assert visible(shown) == shown
    assert not [c for c in shown if unicodedata.category(c)[0] == "C" or c in "\u2028\u2029"]
    if text.isascii() and text.isprintable():
        assert shown == text


@given(st.text(), st.integers(2, 40))
def test_shortened_text_is_no_wider_than_asked(text: str, most: int) -> None:
    assert columns(shortened(text, most)) <= most


@given(st.text(st.characters(codec="utf-8")))
def test_lines_of_a_source_stay_lines(text: str) -> None:
    shown = visible_lines(text, 10_000)
    assert len(shown.split("\n")) == len(text.replace("\r\n", "\n").split("\n"))
    assert {c for c in shown if unicodedata.category(c)[0] == "C"} <= {"\n", "\t"}


def test_long_source_is_cut_and_says_so() -> None:
    assert visible_lines("a" * 30, 10) == "a" * 10 + "\n… (20 characters more)"


def test_names_that_begin_alike_are_told_apart_by_their_ends() -> None:
    names = [f"a-very-long-name-of-a-step-of-many-{number}" for number in range(3)]
    assert len({shortened(name, 20) for name in names}) == 3
