"""A graph as one page that needs nothing else: no network, no file beside it.

Its policy lets its own script and style run, known by their hashes, and nothing else; texts of the
graph are data in it, which the script puts into text nodes alone.
"""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape

from dflow_graph import __version__
from dflow_graph.view.outline import Outline
from dflow_graph.view.page_data import page_data
from dflow_graph.view.palette import COLOURS, page_file
from dflow_graph.view.texts import visible

__all__ = ["html_text"]

_SCRIPTS = ("places.js", "routes.js", "scene.js", "draw.js", "tree.js", "panel.js", "app.js")
_POLICY = (
    "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; "
    "img-src data:; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
# Within a script element nothing but these could end it, and JSON may spell them so.
_SPELT: dict[str, str | int | None] = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def html_text(outline: Outline) -> str:
    """The text of the page. Everything of the graph is in it; large templates begin closed."""
    data = json.dumps(page_data(outline), ensure_ascii=False, separators=(",", ":"))
    style, script = _style(), _script()
    policy = _POLICY.format(script=_hash(script), style=_hash(style))
    parts = {
        "policy": policy,
        "version": __version__,
        "title": escape(visible(outline.workflow.name)),
        "style": style,
        "data": data.translate(str.maketrans(_SPELT)),
        "script": script,
    }
    # In the order of the page, each in its piece: a text of the graph is never looked through.
    text = page_file("page.html")
    pieces = []
    for name in ("policy", "version", "title", "style", "title", "data", "script"):
        before, _, text = text.partition(f"{{{name}}}")
        pieces += [before, parts[name]]
    return "".join([*pieces, text])


@cache
def _style() -> str:
    light, dark = (
        "".join(f"--{name}: {pair[n]};" for name, pair in COLOURS.items()) for n in (0, 1)
    )
    return (
        f":root {{ color-scheme: light; {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) "
        f"{{ color-scheme: dark; {dark} }} }}\n"
        f":root[data-theme=dark] {{ color-scheme: dark; {dark} }}\n"
        f"{page_file('page.css')}{page_file('graph.css')}"
    )


@cache
def _script() -> str:
    """The scripts as one, in a scope of its own."""
    return f'"use strict";\n{{\n{"".join(map(page_file, _SCRIPTS))}}}\n'


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
