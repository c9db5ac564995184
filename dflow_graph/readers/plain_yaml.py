"""Whether a text is YAML at all: any YAML, as other programs read it, not our subset of it.

Built on the events of PyYAML's parser: nothing is composed, so aliases and tags cost nothing. Must
not import anything above `dflow_graph.source`.
"""

from __future__ import annotations

import yaml

try:
    from yaml.cyaml import CParser as _Parser  # type: ignore[attr-defined]
except ImportError:  # pragma: no cover - an installation without libyaml
    from yaml import SafeLoader as _Parser  # type: ignore[assignment]

__all__ = ["yaml_fault"]


def yaml_fault(text: str) -> tuple[str, int] | None:
    """What a parser complains of and at which offset; None for a stream of YAML documents."""
    try:
        parser = _Parser(text)
        while parser.check_event():
            parser.get_event()
    except (yaml.YAMLError, ValueError) as error:
        # A reader's error has a position, a parser's a mark; half a surrogate has neither.
        mark = getattr(error, "problem_mark", None)
        offset = getattr(mark, "index", getattr(error, "position", 0))
        problem = getattr(error, "problem", None) or getattr(error, "reason", "")
        return str(problem), min(int(offset), max(len(text) - 1, 0))
    return None
