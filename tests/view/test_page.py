"""The page of a graph in a real browser: what can be seen and done, and what cannot happen."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error

from dflow_graph import show
from dflow_graph.view.notebook import mimebundle
from tests.view import graphs
from tests.view.conftest import Open, Opened

pytestmark = pytest.mark.chromium
LARGE = graphs.ROOT / "examples" / "three_hundred_steps.json"


def drawn(page: Opened) -> list[str]:
    """The titles of the cards and frames that are in the picture."""
    return page.page.locator("#surface .node > .title").all_text_contents()


def select(page: Opened, name: str) -> None:
    page.page.locator("#tree .row", has_text=re.compile(f"^.?{name}")).first.click()
    page.settle()


def test_graph_of_300_steps_is_drawn_and_listed(opened: Open) -> None:
    page = opened(LARGE)
    assert page.page.title() == "thermochemistry"
    assert page.page.locator("#about").inner_text() == "303 calls of 9 templates"
    assert page.rows()[:3] == ["main", "batch-1", "m-water-embed"]
    assert "m-water-optimise" in drawn(page)
    assert page.page.locator("#surface .edge.artifact path").count() > 10
    page.page.locator("#fit").click()
    page.settle()
    assert len(drawn(page)) > 200
    assert page.said == []


def test_search_finds_shows_and_selects(opened: Open) -> None:
    page = opened(LARGE)
    page.press("/")
    page.page.keyboard.type("benzene thermo")
    page.settle()
    assert page.page.locator("#count").inner_text() == "4 found"
    assert "m-phenol-thermo" not in page.page.locator("#hits .name").all_inner_texts()
    assert page.page.locator("#hits .name").first.inner_text() == "m-benzene-thermo"
    page.press("Enter")
    assert page.heading() == "m-benzene-thermo"
    box = page.page.locator("#surface .selected").bounding_box()
    assert box is not None
    assert 270 < box["x"] < 1090
    page.press("Escape")
    assert not page.page.locator("#results").is_visible()
    page.page.locator("#search").fill("nothing of that name")
    assert page.page.locator("#count").inner_text() == "Nothing found"


def test_search_finds_by_template_kind_and_image_and_opens_what_is_closed(opened: Open) -> None:
    page = opened(graphs.nested(40, 30))
    page.page.locator("#collapse").click()
    page.page.locator("#search").fill("train:1")
    assert page.page.locator("#count").inner_text() == "1,120 found, 200 shown".replace(",", "", 1)
    page.page.locator("#hits button").last.click()
    page.settle()
    assert page.heading().startswith("task-")
    page.page.locator("#search").fill("")
    assert len(page.rows()) > 1


def test_template_is_closed_and_opened_again(opened: Open) -> None:
    page = opened(graphs.every_link())
    assert "a1" in drawn(page)
    page.page.locator("#surface .node", has=page.page.locator("text=inner")).locator(
        ".toggle"
    ).last.click()
    page.settle()
    assert "a1" not in drawn(page)
    assert "a1" not in page.rows()
    assert "6 steps" in page.page.locator("#surface .node .chip").all_text_contents()
    page.page.locator("#tree .row", has_text="inner").locator(".arrow").click()
    page.settle()
    assert "a1" in drawn(page)
    page.page.locator("#collapse").click()
    page.settle()
    assert "a1" not in drawn(page)
    assert "make" in drawn(page)
    page.page.locator("#expand").click()
    page.settle()
    assert "a1" in drawn(page)


def test_panel_has_ports_types_links_and_source(opened: Open) -> None:
    page = opened(graphs.every_link())
    select(page, "take")
    panel = page.page.locator("#panel")
    text = panel.inner_text()
    assert page.heading() == "take"
    assert "task · calls take · ShellOPTemplate" in text
    tables = panel.locator("table").all_inner_texts()
    assert re.search(r"x\s+parameter\s+int\s+{{tasks.make.outputs.parameters.y}}", tables[0])
    assert re.search(r"in\s+artifact\s+any\s+{{tasks.make.outputs.artifacts.file}}", tables[0])
    assert re.search(r"y\s+parameter\s+int\s+value_from_path /y", tables[1])
    assert panel.locator("pre").inner_text() == "echo {{inputs.parameters.x}} > /y\n"
    panel.get_by_role("button", name="make").first.click()
    page.settle()
    assert page.heading() == "make"


def test_python_source_keeps_its_lines(opened: Open) -> None:
    page = opened(graphs.ROOT / "examples" / "nested_super_ops.yaml")
    select(page, "compare")
    source = page.page.locator("#panel pre").inner_text()
    assert "\n    " in source


def test_findings_are_listed_marked_and_lead_to_their_place(opened: Open) -> None:
    page = opened(graphs.faulty())
    items = page.page.locator("#panel .findings li")
    assert items.count() == 3
    assert page.page.locator("#surface .node.error").count() == 3
    assert page.page.locator("#surface .node.warning").count() == 1
    assert "! 1 error" in page.page.locator("#surface .chip.error").all_text_contents()
    items.filter(has_text="DG304").get_by_role("button").click()
    page.settle()
    assert page.heading() == "task-0"
    assert "DG304" in page.page.locator("#panel .findings").inner_text()


def test_all_can_be_done_by_keys(opened: Open) -> None:
    page = opened(graphs.every_link())
    order = []
    for _ in range(12):
        page.press("Tab")
        order.append(page.page.evaluate("document.activeElement.id"))
    assert order[:7] == ["overview", "expand", "collapse", "theme", "keys", "search", "tree"]
    assert order[7] == "surface"
    page.page.locator("#tree").focus()
    page.press("Home", "ArrowDown")
    assert page.heading() == "make"
    page.press("End")
    assert page.heading() == "farewell"
    page.press("ArrowLeft")
    assert page.heading() == "bye"
    page.press("ArrowLeft")
    assert "farewell" not in page.rows()
    page.press("ArrowRight", "ArrowRight")
    assert page.heading() == "farewell"
    page.press("Enter")
    assert page.page.evaluate("document.activeElement.id") == "panel"
    page.press("Escape")
    assert page.page.evaluate("document.activeElement.id") == "surface"


def test_picture_is_walked_along_its_links(opened: Open) -> None:
    page = opened(graphs.every_link())
    page.page.locator("#surface").focus()
    page.press("ArrowRight", "ArrowRight")
    assert page.heading() == "make"
    page.press("ArrowRight")
    first = page.heading()
    assert first in ("take", "maybe", "each", "on success")
    page.press("ArrowDown")
    assert page.heading() != first
    page.press("ArrowLeft")
    assert page.heading() == "make"
    active = page.page.locator("#surface").get_attribute("aria-activedescendant")
    assert active is not None
    node = page.page.locator(f"[id='{active}']")
    assert node.get_attribute("aria-label") == "task make, calls make (Shell)"
    assert page.page.locator("#status").inner_text() == "task make, calls make (Shell)"
    page.press("ArrowLeft", "Space")
    assert "make" not in drawn(page)
    page.press("Space", "Escape")
    assert "make" in drawn(page)
    assert page.heading() == "shown"


def test_view_is_moved_and_zoomed(opened: Open) -> None:
    page = opened(LARGE)

    def view() -> str | None:
        page.settle()
        return page.page.locator("#surface > g").first.get_attribute("transform")

    seen = [view()]
    page.page.mouse.move(700, 500)
    page.page.mouse.wheel(0, -300)
    seen.append(view())
    page.page.mouse.down()
    page.page.mouse.move(760, 560, steps=4)
    page.page.mouse.up()
    seen.append(view())
    page.page.locator("#out").click()
    seen.append(view())
    page.page.locator("#minimap").click(position={"x": 84, "y": 100})
    seen.append(view())
    page.page.locator("#surface").focus()
    page.press("Shift+ArrowRight")
    seen.append(view())
    page.press("f")
    seen.append(view())
    assert all(before != after for before, after in pairwise(seen))
    assert page.heading() == "thermochemistry", "a drag selects nothing"


def test_light_and_dark_follow_the_system_and_the_button(opened: Open) -> None:
    def ground(page: Opened) -> str:
        colour: str = page.page.evaluate("getComputedStyle(document.body).backgroundColor")
        return colour

    light, dark = opened(graphs.every_link()), opened(graphs.every_link(), dark=True)
    assert ground(light) != ground(dark)
    before = ground(light)
    light.page.locator("#theme").click()
    assert ground(light) == ground(dark)
    light.page.locator("#theme").click()
    assert ground(light) == before


def test_help_names_the_keys(opened: Open) -> None:
    page = opened(graphs.every_link())
    page.press("?")
    assert page.page.locator("#help").is_visible()
    assert "expand all" in page.page.locator("#help").inner_text()
    page.press("Escape")
    assert not page.page.locator("#help").is_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "made", [graphs.every_link(), graphs.faulty(), LARGE], ids=["links", "faulty", "large"]
)
def test_axe_finds_no_obstacle(opened: Open, made: Any, dark: bool) -> None:
    page = opened(made, dark=dark, bypass_csp=True)  # for the judge, which is a script
    select(page, "main")
    assert Axe().run(page.page).response["violations"] == []
    page.page.locator("#search").fill("a")
    page.press("?")
    assert Axe().run(page.page).response["violations"] == []


def test_texts_fit_on_their_cards_in_a_real_font(opened: Open) -> None:
    page = opened(graphs.hostile())
    page.page.locator("#fit").click()
    page.page.locator("#in").click(click_count=3)
    page.settle()
    wide = page.page.evaluate(
        """() => Array.from(document.querySelectorAll('#surface .node')).filter((node) => {
          const box = node.querySelector('.box');
          return box && Array.from(node.querySelectorAll(':scope > text')).some(
            (text) => 14 + text.getComputedTextLength() > box.width.baseVal.value + 6);
        }).map((node) => node.querySelector('.title').textContent)"""
    )
    assert page.page.locator("#surface .node .box").count() > 20
    assert wide == []


def test_hostile_graph_executes_nothing(opened: Open) -> None:
    page = opened(graphs.hostile())
    for control in ("#expand", "#fit", "#overview"):
        page.page.locator(control).click()
    page.page.locator("#tree").focus()
    page.press("Home")
    seen = set()
    for _ in range(len(graphs.EVIL)):
        page.press("ArrowDown")
        seen.add(page.heading())
        assert page.page.locator("#panel script, #panel img, #panel a, #panel iframe").count() == 0
    assert {
        "<script>canary()</script>",
        "__proto__",
        "{{constructor.constructor('canary()')()}}",
    } <= seen
    for evil in graphs.EVIL:
        page.page.locator("#search").fill(evil)
        page.settle()
    page.page.locator("#search").fill("canary")
    for button in page.page.locator("#hits button").all()[:10]:
        button.hover()
        button.click()
    page.settle()
    page.page.locator("#search").fill("")
    for node in page.page.locator("#surface .node .box").all()[:10]:
        node.hover(force=True)
    assert page.page.evaluate("document.scripts.length") == 2
    assert page.said == []
    assert page.dead == []


@pytest.mark.parametrize("attempt", [
    "document.body.innerHTML = '<img src=x onerror=canary()>'",
    "make('script', {text: 'canary()'})",
    "make('script', {src: 'data:text/javascript,canary()'})",
    "make('script', {src: 'https://example.invalid/x.js'})",
    "make('img', {src: 'https://example.invalid/x.png'})",
    "make('link', {rel: 'stylesheet', href: 'https://example.invalid/x.css'})",
    "make('iframe', {src: 'https://example.invalid/'})",
    "make('iframe', {srcdoc: '<script>parent.canary()</script>'})",
    "make('style', {textContent: '* { display: none }'})",
    "document.body.setAttribute('onclick', 'canary()')",
    "document.body.setAttribute('style', 'color: red')",
    "fetch('https://example.invalid/')",
    "new Worker('data:text/javascript,canary()')",
    "new WebSocket('wss://example.invalid/')",
    "setTimeout('canary()')",
])  # fmt: skip
def test_policy_lets_nothing_else_run(opened: Open, attempt: str) -> None:
    page = opened(graphs.every_link())
    try:
        page.page.evaluate(f"""() => {{
          const make = (name, rest) =>
            document.body.append(Object.assign(document.createElement(name), rest));
          {attempt};
        }}""")
    except Error as error:
        page.said.append(str(error))
    for _ in range(40):
        page.page.wait_for_timeout(25)
        if page.said:
            break
    assert re.search(r"Content Security Policy|requires 'Trusted", " ".join(page.said)), page.said
    assert page.page.locator("#panel").is_visible()
    del page.asked[1:]  # a request that the policy stops is counted as one


@pytest.mark.parametrize("made", [graphs.nested(34, 30), graphs.wide(1000)], ids=["nested", "wide"])
def test_1000_steps_can_be_used(opened: Open, made: Any) -> None:
    page = opened(made)
    page.press("e", "f")
    page.page.locator("#search").fill("7")
    page.press("Escape")
    page.page.locator("#tree").focus()
    page.press("End", "PageUp", "Enter")
    assert page.said == []


@pytest.mark.parametrize(
    "made", [graphs.nested(340, 30), graphs.wide(10_000)], ids=["nested", "wide"]
)
def test_10000_steps_do_not_hang(opened: Open, made: Any) -> None:
    page = opened(made)
    page.press("e", "f", "+", "+", "-")
    canvas = page.page.locator("#canvas")
    assert canvas.is_visible()
    page.page.mouse.click(600, 450)
    page.page.locator("#search").fill("t")
    page.press("Enter")
    assert page.page.locator("#surface .selected").count() == 1
    assert page.page.locator("#tree .row").count() < 100
    assert page.page.locator("#surface *").count() < 20_000


def test_call_is_hit_where_only_its_place_is_drawn(opened: Open) -> None:
    page = opened(graphs.every_link())
    select(page, "each")
    page.press(*["-"] * 12)
    assert page.page.locator("#canvas").is_visible()
    assert page.page.locator("#surface .node").count() == 1, "the selected one alone"
    box = page.page.locator("#surface .selected > .box").bounding_box()
    assert box is not None
    page.page.locator("#overview").click()
    assert page.heading() == "shown"
    page.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.heading() == "each"
    page.page.mouse.click(600, 120)
    assert page.heading() == "shown"


def test_page_in_a_notebook_works_in_its_sandbox(chromium: Browser, tmp_path: Path) -> None:
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_content(mimebundle(graphs.every_link())["text/html"])
    frame = page.frame_locator("iframe")
    frame.locator("#tree .row", has_text="maybe").click()
    assert frame.locator("#panel h2").inner_text() == "maybe"
    assert said == []
    page.close()


def test_picture_is_drawn_as_an_image(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(show(graphs.hostile(), "svg"), encoding="utf-8")
    page = chromium.new_page()
    (tmp_path / "a.html").write_text('<img src="a.svg">')
    page.goto((tmp_path / "a.html").as_uri())
    assert page.evaluate("document.images[0].naturalWidth") > 600
    page.close()


def test_data_of_the_page_is_the_graph(opened: Open) -> None:
    page = opened(graphs.every_link())
    text = page.page.locator("#data").text_content()
    assert text is not None
    assert [root[1] for root in json.loads(text)["roots"]] == ["main", "bye"]
