"""Debian's Chromium, started once a session, and pages in it that tell what they did."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from dflow_graph import show

_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


class NoBrowserError(RuntimeError):
    """No browser is at hand."""


Open = Callable[..., "Opened"]


def launched(playwright: Playwright) -> Browser:
    """The browser. Raises `NoBrowserError`."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        program = shutil.which(name)
        if program is not None:
            return playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
    raise NoBrowserError(
        "chromium is not on PATH; `apt-get install chromium` installs it, and "
        "DFLOW_GRAPH_NO_BROWSER=1 goes without"
    )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser. Fails loudly without it, unless `DFLOW_GRAPH_NO_BROWSER` is set."""
    with sync_playwright() as playwright:
        try:
            browser = launched(playwright)
        except NoBrowserError as error:
            if os.environ.get("DFLOW_GRAPH_NO_BROWSER"):
                pytest.skip("no browser, as DFLOW_GRAPH_NO_BROWSER says")
            pytest.fail(str(error))
        yield browser
        browser.close()


class Opened:
    """A page of a graph: what it said, what it asked for, and whether a canary died."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        self.dead: list[Any] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", lambda dialog: self.dead.append(dialog.message))
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("popup", lambda popup: self.dead.append(popup.url))
        page.expose_function("canary", lambda *args: self.dead.append(args))
        page.goto(url)
        self.settle()

    def settle(self) -> None:
        """Waits until what was asked for is drawn."""
        self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def rows(self) -> list[str]:
        """The names of the rows of the outline that are in sight."""
        return self.page.locator("#tree .row .name").all_inner_texts()

    def heading(self) -> str:
        """What the side panel is about."""
        return self.page.locator("#panel h2").inner_text()


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Open]:
    """`opened(graph, dark=True)`: the page of a graph, held to be silent at the end."""
    pages: list[Opened] = []
    contexts = []

    def call(graph: Any, *, dark: bool = False, loud: bool = False, **options: Any) -> Opened:
        path = tmp_path / f"{len(pages)}.html"
        path.write_text(show(graph, "html"), encoding="utf-8")
        context = chromium.new_context(
            viewport={"width": 1440, "height": 900},
            color_scheme="dark" if dark else "light",
            **options,
        )
        contexts.append(context)
        made = Opened(context.new_page(), path.as_uri())
        pages.append(made)
        if not loud:
            assert made.said == []
        return made

    yield call
    for page in pages:
        assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
        assert len([url for url in page.asked if url.startswith("file:")]) == 1
        assert page.dead == []
    for context in contexts:
        context.close()
