"""What stands on a node and on a link, in words: no meaning is told by colour alone."""

from __future__ import annotations

from dflow_graph.diagnostics import Diagnostic, Severity
from dflow_graph.view.instances import Instance
from dflow_graph.view.links import Item, Link
from dflow_graph.view.texts import shortened, visible

__all__ = [
    "below",
    "called",
    "codes",
    "counted",
    "kind_word",
    "link_text",
    "sentence",
    "size_text",
    "title",
    "trouble",
]

_PORTS = 3
_CODES = 4


def kind_word(kind: str) -> str:
    """A kind of template as people call it: `PythonOPTemplate` is `Python`."""
    return kind.removesuffix("OPTemplate") or "unknown template"


def title(item: Item, most: int = 60) -> str:
    """The name of a call; of a hook, when it is called; of white space, in quotes."""
    name = item.name if item.name.strip() else f'"{item.name}"'
    return shortened(f"on {name}" if item.kind == "hook" else name, most)


def below(instance: Instance, most: int = 60) -> str:
    """The template that is called, and its kind."""
    return f"{shortened(instance.template, most)} · {kind_word(instance.kind)}"


def called(instance: Instance, most: int = 60) -> str:
    """What is called, where it is not named like the call, and its kind in brackets."""
    kind = f"({kind_word(instance.kind)})"
    # The call is named after its template more often than not.
    same = instance.parent is None or instance.item.name == instance.template
    return kind if same else f"→ {shortened(instance.template, most)} {kind}"


def counted(number: int, noun: str) -> str:
    """A number and its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def size_text(instance: Instance) -> str:
    """What a closed node would show, or nothing."""
    if instance.group is None or instance.is_open:
        return ""
    calls = sum(item.kind not in ("barrier", "hook") for item in instance.group.items)
    size = counted(calls, "step" if instance.group.kind == "Steps" else "task")
    return f"{size}, {instance.why_closed}" if instance.why_closed else size


def trouble(instance: Instance) -> str:
    """How many errors and warnings there are about a node, or that there are some inside."""
    if instance.findings:
        return _numbers(instance.findings)
    if instance.troubled and not instance.is_open and instance.group is not None:
        return "findings inside"
    return ""


def codes(instance: Instance) -> str:
    """The rules that a node breaks, where there is no room for what was found."""
    found = dict.fromkeys(f"{f.severity.value} {f.code}" for f in instance.findings)
    if not found:
        return trouble(instance)
    more = f" and {len(found) - _CODES} more" if len(found) > _CODES else ""
    return ", ".join(list(found)[:_CODES]) + more


def _numbers(findings: tuple[Diagnostic, ...]) -> str:
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    parts = [(errors, "error"), (len(findings) - errors, "warning")]
    return ", ".join(counted(number, noun) for number, noun in parts if number)


def sentence(instance: Instance) -> str:
    """All that a node shows, for those who hear it."""
    if instance.item.kind == "barrier":
        return "then"
    parts = (
        f"{instance.item.kind} {visible(instance.item.name)}",
        f"calls {visible(instance.template)} ({kind_word(instance.kind)})",
        *instance.item.marks,
        size_text(instance),
        trouble(instance),
    )
    return ", ".join(part for part in parts if part)


def link_text(link: Link, most: int = 40) -> str:
    """What flows over a link; of many ports, the first."""
    if not link.ports:
        return link.kind
    ports = [shortened(port, most) for port in link.ports[:_PORTS]]
    more = len(link.ports) - len(ports)
    return f"{link.kind} {', '.join(ports)}" + (f" and {more} more" if more else "")
