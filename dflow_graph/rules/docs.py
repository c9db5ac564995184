"""Writes docs/rules: a page for each rule and their index.

`python -m dflow_graph.rules.docs` rewrites the folder; a test holds that it is current.
"""

from __future__ import annotations

from pathlib import Path

from dflow_graph.rules import FAMILIES, RULES
from dflow_graph.rules.page import page_text

__all__ = ["doc_texts"]


def doc_texts() -> dict[str, str]:
    """File name to text of every page, and of the index `README.md`."""
    texts = {f"{rule.code}.md": page_text(rule) for rule in RULES.values()}
    lines = ["# Rules", "", "Each page is what `dflow-graph explain CODE` prints.", ""]
    for prefix, family in FAMILIES.items():
        rules = [rule for rule in RULES.values() if rule.code.startswith(prefix)]
        if rules:
            lines += [
                f"## {prefix}xx: {family}",
                "",
                "| code | name | severity | what |",
                "|---|---|---|---|",
            ]
            lines += [
                f"| [{r.code}]({r.code}.md) | {r.name} | {r.severity.value} | {r.summary} |"
                for r in rules
            ]
            lines.append("")
    lines += ["[What Argo enforces, and which rule finds it before](ARGO.md)", ""]
    texts["README.md"] = "\n".join(lines)
    texts["ARGO.md"] = (Path(__file__).parent / "argo.md").read_text(encoding="utf-8")
    return texts


if __name__ == "__main__":
    _FOLDER = Path(__file__).parents[2] / "docs" / "rules"
    _FOLDER.mkdir(parents=True, exist_ok=True)
    for stale in _FOLDER.glob("*.md"):
        stale.unlink()
    for name, text in doc_texts().items():
        (_FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
