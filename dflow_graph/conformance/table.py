"""The table of scores in `conformance/README.md`: `python -m dflow_graph.conformance.table`.

Runs the suite against every adapter that is here, writes `conformance/scores.json` and the table.
Needs Node.js with ajv, and pydflow: a checkout with what its tests need.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dflow_graph.conformance.cases import LEVELS, load_cases
from dflow_graph.conformance.outcome import STATUSES
from dflow_graph.conformance.runner import BUILT_IN, Run, run
from dflow_graph.conformance.scores import scores
from dflow_graph.resources import data_folder

__all__ = ["commands", "scores_data", "table", "with_table"]

_BEGIN, _END = "<!-- scores -->\n", "<!-- end -->\n"
_QUOTED = re.compile(r"('[^']*'|`[^`]*`)")
_MOST_NAMED = 3  # cases whose ids stand beside their reason
_MOST = 110  # characters of a reason


def commands(folder: Path) -> dict[str, list[str]]:
    """Name to command of every adapter."""
    adapters = folder / "adapters"
    return {
        "dflow-graph": list(BUILT_IN),
        "ajv": [shutil.which("node") or "node", str(adapters / "ajv" / "adapter.mjs")],
        "pydflow": [sys.executable, str(adapters / "pydflow" / "adapter.py")],
    }


def scores_data(done: Run) -> dict[str, Any]:
    """What is kept of a run: counts by level, and why cases were not passed."""
    why: dict[str, list[str]] = {}
    for outcome in done.outcomes:
        if outcome.status != "passed":
            reason = f"{outcome.status}: {_general(outcome.reasons[0])}"
            why.setdefault(reason, []).append(outcome.case.id)
    return {
        "version": done.implementation.version,
        "language": done.implementation.language,
        "families": list(done.implementation.claims.families),
        "levels": {score.level: score.to_dict() for score in scores(done)},
        "reasons": dict(sorted(why.items(), key=lambda item: (-len(item[1]), item[0]))),
    }


def _general(reason: str) -> str:
    """A reason without the names of one case, so that equal ones are counted together."""
    text = _QUOTED.sub("…", reason.partition(";")[0])
    text = re.sub(r"^/\S+/", "…/", text)
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"


def table(data: dict[str, Any]) -> str:
    """The scores as text in Markdown."""
    head = ("implementation", "level", "cases", "claimed", *STATUSES, "score")
    lines = ["| " + " | ".join(head) + " |", "|---|---" + "|---:" * (len(head) - 2) + "|"]
    for name, found in data.items():
        title = f"{name} {found['version']}"
        lines += ["| " + " | ".join(_row(title, level, found)) + " |" for level in LEVELS]
    for name, found in data.items():
        lines += _reasons(name, found)
    return "\n".join(lines) + "\n"


def _row(title: str, level: str, found: dict[str, Any]) -> Iterator[str]:
    score = found["levels"][level]
    yield from (title, level, str(score["cases"]), str(score["claimed"]))
    yield from (str(score[status]) for status in STATUSES)
    if not score["claimed"]:
        yield "–"
        return
    share = f"{score['passed'] * 1000 // score['cases'] / 10:g} %"
    yield f"{share} by verdict" if score["by_verdict"] else share


def _reasons(name: str, found: dict[str, Any]) -> Iterator[str]:
    if not found["reasons"]:
        return
    yield from ("", f"Why cases were not passed by {name}, and how many:", "")
    for reason, ids in found["reasons"].items():
        named = f" ({', '.join(ids)})" if len(ids) <= _MOST_NAMED else ""
        yield f"- {len(ids)} {reason}{named}"


def with_table(text: str, data: dict[str, Any]) -> str:
    """The README with the table in its place."""
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}{table(data)}{_END}{after}"


def main() -> None:
    """Runs all, and writes the file and the table."""
    folder = data_folder("conformance")
    cases = load_cases(folder)
    data = {
        name: scores_data(run(command, cases, jobs=2)) for name, command in commands(folder).items()
    }
    path = folder / "scores.json"
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    readme = folder / "README.md"
    readme.write_text(with_table(readme.read_text(encoding="utf-8"), data), encoding="utf-8")


if __name__ == "__main__":
    main()
