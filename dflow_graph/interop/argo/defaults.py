"""What a manifest says once for all of its templates, brought into each template.

`templateDefaults` is merged as Kubernetes merges a patch: objects member by member, lists of named
things by name, other lists as a whole; what a template says counts. Selectors, tolerations and
affinity of the workflow hold where a template has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.interop.argo.pods import SCHEDULING
from dflow_graph.interop.argo.templates import KINDS, POD_KINDS
from dflow_graph.interop.report import Path

__all__ = ["DEFAULTS", "Defaults", "origin_of"]

DEFAULTS = "templateDefaults"

_KEYS = {
    **dict.fromkeys(("env", "volumes", "sidecars", "initContainers"), "name"),
    **dict.fromkeys(("parameters", "artifacts"), "name"),
    "volumeMounts": "mountPath",
}
_KIND_NAMES = (*KINDS, "containerSet", "data", "plugin")


class Defaults:
    """What a spec says for all templates, and which parts of it some template has taken."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec
        self._taken: set[Path] = set()

    def completed(self, template: Any) -> Any:
        """A template with what the workflow says for all; never changes what it is given."""
        if not isinstance(template, dict):
            return template
        defaults = self._spec.get(DEFAULTS)
        kind = next((name for name in _KIND_NAMES if template.get(name) is not None), "")
        if isinstance(defaults, dict):
            others = {name for name in _KIND_NAMES if name != kind} | {"name"}
            base = {k: v for k, v in defaults.items() if k not in others}
            template = self._merged(base, template, (DEFAULTS,))
        if kind in POD_KINDS:
            said = {name: self._spec[name] for name in SCHEDULING if self._spec.get(name)}
            self._taken |= {(name,) for name in said if not template.get(name)}
            template = {**said, **{k: v for k, v in template.items() if v or k not in said}}
        return template

    def not_taken(self) -> list[Path]:
        """The ways to the parts that no template has taken, from the spec."""
        names = (DEFAULTS, *SCHEDULING)
        said = {name: self._spec[name] for name in names if self._spec.get(name)}
        return list(self._unused(said, ()))

    def _unused(self, value: Any, path: Path) -> Iterator[Path]:
        if path in self._taken:
            return
        if any(taken[: len(path)] == path for taken in self._taken):
            items: Any = value.items() if isinstance(value, dict) else enumerate(value)
            for name, item in items:
                yield from self._unused(item, (*path, name))
        elif path:
            yield path
        else:
            yield from ((name,) for name in value)

    def _merged(self, base: Any, patch: Any, path: Path) -> Any:
        if patch is None:
            self._taken.add(path)
            return base
        if isinstance(base, dict) and isinstance(patch, dict):
            result = dict(base)
            self._taken |= {(*path, key) for key in base if key not in patch}
            for key, value in patch.items():
                result[key] = self._merged(base[key], value, (*path, key)) if key in base else value
            return result
        key = _KEYS.get(str(path[-1]))
        if key and isinstance(base, list) and isinstance(patch, list):
            return self._merged_lists(base, patch, key, path)
        return patch

    def _merged_lists(self, base: list[Any], patch: list[Any], key: str, path: Path) -> list[Any]:
        places = {_named(item, key): number for number, item in enumerate(base)}
        result = []
        for item in patch:
            number = places.pop(_named(item, key), None)
            result.append(
                item if number is None else self._merged(base[number], item, (*path, number))
            )
        self._taken |= {(*path, number) for number in places.values()}
        return result + [base[number] for number in sorted(places.values())]


def _named(item: Any, key: str) -> str:
    return str(item.get(key)) if isinstance(item, dict) else str(item)


def origin_of(path: Path, source: Any, spec: Path) -> Path:
    """The place of a source at which a part of a completed template was said.

    `spec` leads to the object with the templates. A part that is not in its template was said for
    all of them.
    """
    templates = (*spec, "templates")
    depth = len(templates) + 1
    if path[: depth - 1] != templates or len(path) <= depth or _holds(source, path):
        return path
    below = path[depth:]
    if below[0] in SCHEDULING and _holds(source, (*spec, *below)):
        return (*spec, *below)
    default = (*spec, DEFAULTS, *below)
    while not _holds(source, default) and len(default) > len(spec) + 1:
        default = default[:-1]
    return default if len(default) > len(spec) + 1 else path


def _holds(source: Any, path: Path) -> bool:
    for name in path:
        if isinstance(source, list):
            is_there = isinstance(name, int) and name < len(source)
        else:
            is_there = isinstance(source, dict) and name in source
        if not is_there:
            return False
        source = source[name]
    return True
