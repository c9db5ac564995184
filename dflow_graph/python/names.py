"""Names of templates and steps: what they are made of, and names made from those of Python.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import re
from typing import Any

from .errors import CallError
from .near import quoted

__all__ = [
    "MAX_NAME",
    "checked_step_name",
    "checked_template_name",
    "checked_workflow_name",
    "name_from",
]

# NAM-4, NAM-5
MAX_NAME = 128
_TEMPLATE = re.compile(r"[a-z0-9][-a-z0-9]*")
_STEP = re.compile(r"[a-zA-Z0-9][-a-zA-Z0-9]*")
# NAM-1
_WORKFLOW = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_MAX_WORKFLOW_NAME = 57
_RUNS = re.compile(r"[^a-z0-9]+")


def name_from(text: str) -> str:
    """A name that templates and steps may have, made from that of a class or function."""
    return _RUNS.sub("-", text.lower()).strip("-")[:MAX_NAME].rstrip("-") or "unnamed"


def checked_template_name(name: Any) -> str:
    """The name of a template, in small letters. Raises `CallError`."""
    lower = name.lower() if isinstance(name, str) else name
    return _checked(lower, "template", _TEMPLATE, "small letters")


def checked_step_name(name: Any, what: str = "step") -> str:
    """The name of a step or task. Raises `CallError`."""
    return _checked(name, what, _STEP, "letters A to Z")


def checked_workflow_name(name: Any) -> str:
    """The name of a workflow. Raises `CallError`."""
    is_text = isinstance(name, str)
    if not is_text or not _WORKFLOW.fullmatch(name) or len(name) > _MAX_WORKFLOW_NAME:
        rule = "its name is made of small letters, digits, `-` and `.`, and begins and ends with"
        limit = f"a letter or digit, at most {_MAX_WORKFLOW_NAME} of them"
        raise CallError(f"workflow {quoted(name)}", f"{rule} {limit}")
    return str(name)


def _checked(name: Any, what: str, pattern: Any, letters: str) -> str:
    if not isinstance(name, str):
        raise CallError(what, f"its name must be text, not {type(name).__name__}")
    if not pattern.fullmatch(name) or len(name) > MAX_NAME:
        rule = f"a name is made of {letters}, digits and `-`, and begins with a letter or digit"
        suggested = f"; for example {quoted(name_from(name))}"
        raise CallError(f"{what} {quoted(name)}", f"{rule}, at most {MAX_NAME} of them{suggested}")
    return name
