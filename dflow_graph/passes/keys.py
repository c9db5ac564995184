"""Keys of steps and for memoization: their grammar, and that none occurs twice (DG214 to DG219)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Call, Index, Node
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.reach import Reach
from dflow_graph.passes.spelling import are_plain, slug, untagged
from dflow_graph.regex import regex
from dflow_graph.source.pointer import join

__all__ = ["check_keys"]

_KEY = regex(r"[a-z0-9][-a-z0-9]*")
_NOT_IN_KEY = regex(r"[^-a-z0-9]|\A-")
_MEMOIZE_KEY = regex(r"[a-zA-Z0-9][-a-zA-Z0-9]*")
_NOT_IN_MEMOIZE_KEY = regex(r"[^-a-zA-Z0-9]|\A-")
_RUN_NAME = "workflow.name"
# Longer lists are taken to have items in common: the work stays linear in the graph.
_COMPARED = 30
_MOST_RELATED = 5


def check_keys(index: Index) -> Iterator[Diagnostic]:
    """Every key that is malformed, or that two runs of steps share (KEY-2, KEY-3, KEY-5)."""
    reach = Reach(index)
    workflow = index.workflow
    literals: dict[str, Call] = {}
    spelled: list[str] = []
    dotted: list[Node] = []
    for node in index.nodes.values():
        if node.template.memoize_key is not UNSET:
            yield from _check_memoize_key(node, dotted)
        if not node.calls:
            continue
        keyed = [call for call in node.uncommon_calls if call.step.key is not UNSET]
        keyed += [call for call in node.hooks if call.step.key is not UNSET]
        if keyed:
            yield from _check_uniqueness(keyed, literals, spelled, reach)
            if node.callers:
                from dflow_graph.passes.repeated_keys import check_repeated_keys

                yield from check_repeated_keys(node, keyed, reach)
    # KEY-3
    if not are_plain(literals.keys(), lower=True) or not are_plain(spelled, lower=True, tags=True):
        yield from _malformed_keys(index)
    name = workflow.id if isinstance(workflow.id, str) else workflow.name
    if dotted and "." in name:
        yield _dotted(name, dotted)


def _check_uniqueness(
    keyed: Iterable[Call], literals: dict[str, Call], spelled: list[str], reach: Reach
) -> Iterator[Diagnostic]:
    """The keys of one template; literal ones are held against those of the whole graph."""
    own: dict[str, Call] = {}
    for call in keyed:
        from dflow_graph.passes.key_tags import has_item, is_key

        key = call.step.key
        # KEY-2
        first = (own if "{{" in key else literals).setdefault(key, call)
        if first is not call and _clash(first, call, reach):
            yield _shared(first, call)
        if call.is_looped and not has_item(key) and is_key(key):
            yield _without_item(call)
    spelled += own


def _clash(first: Call, second: Call, reach: Reach) -> bool:
    """Whether two steps of one key can both run and have the same key then."""
    if first.owner is second.owner:
        # A second step of the same name is one mistake, said already (NAM-6).
        if first.name == second.name:
            return False
        if "{{" in first.step.key and _loops_apart(first, second):
            return False
    return reach.both_run(first, second)


def _loops_apart(first: Call, second: Call) -> bool:
    """Whether two looped steps have items that differ, where these stand in the graph."""
    if not first.is_looped or not second.is_looped:
        return False
    one, other = first.step.with_param, second.step.with_param
    if isinstance(one, list) and isinstance(other, list):
        return max(len(one), len(other)) <= _COMPARED and not any(item in other for item in one)
    return bool(first.step.with_sequence != second.step.with_sequence)


def _shared(first: Call, call: Call) -> Diagnostic:
    place = Place(message="the first step of that key", pointer=join((*first.path, "key")))
    return finding(
        "DG214",
        f"a second step has the key {quoted(call.step.key)}",
        (*call.path, "key"),
        hint="Give each step a key of its own.",
        related=(place,),
    )


def _without_item(call: Call) -> Diagnostic:
    slices, items = call.slices, call.step.with_param
    tag = "{{item}}"
    if slices is not None and slices.sub_path and slices.group_size is UNSET:
        tag = "{{item.order}}"
    elif items and isinstance(items[0], dict) and items[0]:
        tag = f"{{{{item.{next(iter(items[0]))}}}}}"
    return finding(
        "DG215",
        f"all pieces of the loop have the same key {quoted(call.step.key)}",
        (*call.path, "key"),
        hint=f"Add a tag with `item`, such as {quoted(f'{call.step.key}-{tag}')}.",
    )


def _malformed_keys(index: Index) -> Iterator[Diagnostic]:
    for node in index.nodes.values():
        for call in (*node.calls, *node.hooks):
            key = call.step.key
            bare = untagged(key) if key is not UNSET else None
            if bare is not None and not _KEY.fullmatch(bare):
                yield _malformed("DG217", key, bare, _NOT_IN_KEY, (*call.path, "key"))


def _malformed(
    code: str, key: str, bare: str, culprit: re.Pattern[str], path: tuple[str | int, ...]
) -> Diagnostic:
    letters = "lower-case letters" if code == "DG217" else "letters"
    within = None
    if not key:
        message, hint = "the key is empty", "Write a key, or leave the field out."
    else:
        message = f"the key {quoted(key)} may hold only {letters}, digits and hyphens"
        if bare != key:
            message += " outside of its tags"
        message += ", and begins with no hyphen"
        close = slug(key) if bare == key else ""
        hint = f"Write {quoted(close)}." if close else f"Use {letters}, digits and hyphens."
        bad = culprit.search(bare) if bare == key else None
        within = bad.span() if bad else None
    return finding(code, message, path, hint=hint, within=within)


def _check_memoize_key(node: Node, named: list[Node]) -> Iterator[Diagnostic]:
    """What is wrong with a template's key; one that holds the run's name is added to `named`."""
    key = node.template.memoize_key
    bare = untagged(key)
    # KEY-5
    if bare is not None and not _MEMOIZE_KEY.fullmatch(bare):
        path = (*node.path, "memoize_key")
        yield _malformed("DG218", key, bare, _NOT_IN_MEMOIZE_KEY, path)
    elif bare is not None and _RUN_NAME in key:
        named.append(node)


def _dotted(name: str, named: list[Node]) -> Diagnostic:
    """That a name has dots, at the first of the keys that hold it."""
    first, *others = named
    start = first.template.memoize_key.find(_RUN_NAME)
    # KEY-5
    return finding(
        "DG219",
        f"the name of the workflow, {quoted(name)}, has dots, which Argo refuses in a key",
        (*first.path, "memoize_key"),
        hint="Leave `workflow.name` out of the key, or the dots out of the workflow's name.",
        within=(start, start + len(_RUN_NAME)),
        related=tuple(
            Place(message="this key has the name, too", pointer=join((*node.path, "memoize_key")))
            for node in others[:_MOST_RELATED]
        ),
    )
