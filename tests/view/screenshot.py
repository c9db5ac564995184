"""`python -m tests.view.screenshot`: makes the picture of the page that the README shows."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from dflow_graph import show
from tests.view.conftest import launched

ROOT = Path(__file__).parents[2]
IMAGE = ROOT / "docs" / "images" / "show.png"


def main() -> None:
    """Opens the page of an example, selects a step, and writes what is seen."""
    page_text = show(ROOT / "examples" / "concurrent_learning.json", "html")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "page.html"
        path.write_text(page_text, encoding="utf-8")
        browser = launched(playwright)
        page = browser.new_page(viewport={"width": 1400, "height": 760}, color_scheme="light")
        page.goto(path.as_uri())
        page.locator("#tree .row", has_text="run-explore").click()
        page.wait_for_timeout(300)
        IMAGE.parent.mkdir(exist_ok=True)
        page.screenshot(path=IMAGE)
        browser.close()


if __name__ == "__main__":
    main()
