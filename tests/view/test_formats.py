"""Every template, call and link of a graph is in every format, and says what it is."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from dflow_graph import InvalidGraphError, show, validate
from dflow_graph.view.labels import link_text
from dflow_graph.view.outline import Outline, outline_of_graph
from dflow_graph.view.picture import FORMATS
from dflow_graph.view.texts import visible
from tests.strategies import workflows
from tests.view import graphs

SVG = "{http://www.w3.org/2000/svg}"
GRAPHS: dict[str, Any] = {
    **{path.name: path for path in graphs.EXAMPLES},
    "every link": graphs.every_link(),
    "large": graphs.nested(20, 30),
    "hostile": graphs.hostile(),
}


@pytest.fixture(scope="module", params=GRAPHS)
def outline(request: pytest.FixtureRequest) -> Outline:
    return outline_of_graph(GRAPHS[request.param])


def shown(outline: Outline, form: str) -> str:
    from dflow_graph.view.picture import shown as text

    return text(outline, form)  # type: ignore[arg-type]


def calls(outline: Outline) -> int:
    return sum(i.kind != "barrier" for g in outline.groups.values() for i in g.items)


def links(outline: Outline) -> Counter[str]:
    return Counter(link.kind for g in outline.groups.values() for link in g.links)


def test_tree_has_every_call_and_link_once(outline: Outline) -> None:
    lines = shown(outline, "tree").splitlines()
    rows = [line for line in lines if re.match(r"[│ ]*[├└]─ ", line)]
    roots = [row for row in rows if row[0] in "├└"]
    assert len(rows) - len(roots) == calls(outline)
    found = Counter(
        match[1] for line in lines if (match := re.match(r"[│ ]*< (\w+)\b.* from ", line))
    )
    into_barriers = Counter(
        link.kind
        for group in outline.groups.values()
        for link in group.links
        if group.items[link.target].kind == "barrier"
    )
    assert found == links(outline) - into_barriers


def test_mermaid_has_every_call_and_link_once(outline: Outline) -> None:
    text = shown(outline, "mermaid")
    nodes = re.findall(r"^ +(?:subgraph )?(n\d+)[\[(]", text, re.MULTILINE)
    assert len(nodes) == len(set(nodes))
    arrows = re.findall(r"^  n\d+ (==>|-->|-\.->|-\.-o)(?:\|\"(\w+))?", text, re.MULTILINE)
    assert len(arrows) == links(outline).total()
    assert Counter(word or "order" for _, word in arrows) == links(outline)
    assert len(nodes) >= calls(outline)


def test_svg_has_every_call_and_link_once(outline: Outline) -> None:
    root = ET.fromstring(shown(outline, "svg"))
    nodes = [e for e in root.iter(f"{SVG}g") if e.get("class", "").startswith("node ")]
    drawn = [e for e in root.iter(f"{SVG}g") if e.get("class", "").startswith("edge ")]
    titled = [e for e in drawn if e.find(f"{SVG}title") is not None]  # the others are the legend
    assert Counter(str(e.get("class")).split()[1] for e in titled) == links(outline)
    names = Counter(str(node.findtext(f"{SVG}title")).split(",")[0] for node in nodes)
    wanted = Counter(
        f"{i.kind} {visible(i.name)}".split(",")[0] if i.kind != "barrier" else "then"
        for g in outline.groups.values()
        for i in g.items
    )
    assert wanted <= names


def test_page_has_every_template_call_and_link_once(outline: Outline) -> None:
    page = shown(outline, "html")
    (text,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)
    data = json.loads(text)
    assert len(data["templates"]) == len(outline.symbols.nodes)
    groups = [template[-1] for template in data["templates"] if template[-1]]
    items = [item for group in groups for item in group["items"]]
    assert sum(item[0] != "barrier" for item in items) == calls(outline)
    assert Counter(link[2] for group in groups for link in group["links"]) == links(outline)
    reached = {root[5] for root in data["roots"]} | {item[5] for item in items}
    assert set(range(len(data["templates"]))) <= reached


def test_graphml_has_every_template_call_and_link_once(outline: Outline) -> None:
    root = ET.fromstring(shown(outline, "graphml"))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    kinds = Counter(
        node.findtext(f"{space}data[@key='node_kind']") for node in root.iter(f"{space}node")
    )
    assert kinds["template"] == len(outline.symbols.nodes)
    assert sum(kinds[kind] for kind in ("step", "task", "hook")) == calls(outline)
    edges = Counter(
        str(edge.findtext(f"{space}data[@key='edge_kind']")) for edge in root.iter(f"{space}edge")
    )
    assert {kind: count for kind, count in edges.items() if kind not in ("contains", "calls")} == (
        links(outline)
    )


def test_dot_has_every_call_and_link_once(outline: Outline) -> None:
    text = shown(outline, "dot")
    nodes = re.findall(r"^ +(?:subgraph cluster_(\d+) \{|n(\d+) \[)", text, re.MULTILINE)
    assert len(nodes) >= calls(outline)
    assert len(set(nodes)) == len(nodes)
    assert len(re.findall(r"^  n\d+ -> n\d+ \[", text, re.MULTILINE)) == links(outline).total()


@pytest.mark.parametrize("form", FORMATS)
def test_each_valid_case_has_a_picture(form: Any) -> None:
    found = graphs.cases()
    assert len(found) > 100
    for made in found.values():
        text = show(made, form)
        assert made["name"] in text
        if form in ("svg", "graphml"):
            ET.fromstring(text)


@pytest.mark.parametrize("form", FORMATS)
def test_same_graph_gives_the_same_bytes(form: Any) -> None:
    assert show(graphs.hostile(), form) == show(graphs.hostile(), form)


@pytest.mark.parametrize("form", ["svg", "dot", "mermaid", "html"])
def test_kinds_of_links_are_told_apart_by_more_than_colour(form: Any) -> None:
    text = re.sub(r"#[0-9a-fA-F]{6}\b", "", show(graphs.every_link(), form))
    outline = outline_of_graph(graphs.every_link())
    used = [k for g in outline.groups.values() for k in g.links]
    assert {link.kind for link in used} == {
        "artifact", "parameter", "condition", "loop", "hook", "order",
    }  # fmt: skip
    if form == "dot":
        styles = {
            re.sub(r", (label|ltail|lhead)=.*", "", style)
            for style in re.findall(r"-> n\d+ \[(.*?)\]", text)
        }
        assert len(styles) == 6
    elif form == "mermaid":
        assert {link_text(link).split()[0] for link in used if link.ports} <= set(
            re.findall(r'\|"(\w+)', text)
        )
    else:
        for kind in ("artifact", "condition", "loop", "hook", "order"):
            assert re.search(rf"\.{kind} path {{[^}}]*stroke-(width|dasharray)", text)


@pytest.mark.parametrize("form", FORMATS)
def test_findings_are_drawn_where_they_are(form: Any) -> None:
    text = show(graphs.faulty(), form)
    for code in ("DG304", "DG401", "DG606"):
        if form != "graphml":
            assert code in text
    if form == "mermaid":
        assert len(re.findall("class n\\d+ trouble", text)) == 4
    if form in ("mermaid", "dot"):
        assert "error DG304" in text
    if form == "graphml":
        assert '<data key="node_findings">1</data>' in text


def test_depth_says_how_many_levels_are_open() -> None:
    text = show(graphs.nested(3, 5), depth=1)
    assert "block-0" in text
    assert "task-1" not in text
    assert "[5 tasks]" in text
    assert "task-1" in show(graphs.nested(3, 5), depth=2)


def test_template_is_opened_once_and_named_elsewhere() -> None:
    made = graphs.nested(1, 3)
    made["templates"]["main"]["steps"].append([{"name": "again", "template": "block-0"}])
    text = show(made)
    assert text.count("first → op") == 1
    assert "again → block-0 (DAG) [3 tasks, shown elsewhere]" in text


def test_recursion_ends() -> None:
    made = graphs.nested(1, 3)
    made["templates"]["block-0"]["tasks"][2] = {
        "name": "last", "template": "block-0", "when": "{{inputs.parameters.x}} > 1",
    }  # fmt: skip
    assert "last → block-0 (DAG) [condition, 3 tasks, calls itself]" in show(made)
    for form in FORMATS:
        show(made, form)


def test_deep_nesting_is_no_recursion_of_ours() -> None:
    deep = {
        f"t{i}": {"kind": "Steps", "steps": [[{"name": "s", "template": f"t{i + 1}"}]]}
        for i in range(1500)
    }
    made = graphs.graph({**deep, "t1500": graphs.shell()})
    for form in FORMATS:
        assert "t1400" in show(made, form)


def test_broken_structure_has_no_picture() -> None:
    made = graphs.nested(1, 3)
    del made["templates"]["op"]["script"]
    made["templates"]["op"]["scipt"] = "x"
    with pytest.raises(InvalidGraphError, match="DG106"):
        show(made)


@pytest.mark.parametrize(("options", "message"), [
    ({"format": "png"}, "`format` is one of tree, mermaid"), ({"depth": 0}, "at least 1"),
])  # fmt: skip
def test_misuse_is_told(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        show(graphs.wide(3), **options)


def test_credential_is_shown_nowhere() -> None:
    made = graphs.nested(1, 3)
    made["templates"]["op"]["envs"] = {"AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMIK7MDENGbPxRfiCYzzQ1"}
    made["templates"]["op"]["script"] = "export TOKEN=ghp_abcdefghijklmnopqrstuvwxyz0123456789\n"
    codes = {found.code for found in validate(made).diagnostics}
    assert codes & {"DG801", "DG802", "DG803"}
    for form in FORMATS:
        text = show(made, form)
        assert "wJalrXUtnFEMIK7MDENG" not in text
        assert "ghp_abcdefghij" not in text


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(workflows())
def test_every_sound_structure_has_a_picture(made: dict[str, Any]) -> None:
    outline = outline_of_graph(made)
    for form in FORMATS:
        text = shown(outline, form)
        if form in ("svg", "graphml"):
            ET.fromstring(text)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("template", [
    {"kind": "SuspendOPTemplate"}, {"kind": "Steps", "steps": []}, {"kind": "DAG", "tasks": []},
    {"kind": "Steps", "steps": [[], []]},
])  # fmt: skip
def test_graph_with_nothing_in_it_has_a_picture(form: Any, template: dict[str, Any]) -> None:
    assert "lonely" in show(graphs.graph({"lonely": template}), form)


def test_finding_of_each_of_many_calls_is_drawn_on_it() -> None:
    made = graphs.wide(300)
    for number, task in enumerate(made["templates"]["main"]["tasks"]):
        task["parameters"] = {"x": f"{{{{tasks.nobody-{number}.outputs.parameters.y}}}}"}
    (text,) = re.findall(r'id="data">(.*?)</script>', show(made, "html"))
    data = json.loads(text)
    places = [found[5] for found in data["findings"] if found[1] == "DG303"]
    assert places == [[0, number] for number in range(300)]
