"""Faults of expressions and conditions themselves, and the names that an expression uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.expr.alike import alike, references_of, with_digits
from dflow_graph.expr.check import Problem, near_functions, parse, problems
from dflow_graph.expr.condition import condition_problems
from dflow_graph.expr.nodes import Binary, Call, Conditional, Constant, Member, Name, Node, children
from dflow_graph.index import Text
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.regex import regex

__all__ = ["check_condition", "check_expression", "function_called", "references_of", "results_of"]

_CODES = {"function": "DG319", "arguments": "DG319"}
_TAG_IN_TEXT = regex(r"\{\{=?\s*(?:inputs|item|lastRetry|outputs|steps|tasks|workflow)\b")
# EXPR-11: what these give differs from call to call, or from machine to machine.
_CHANGING = regex(
    r"now|ago|uuidv4|shuffle|rand\w*|gen[A-Z]\w*|getHostByName|bcrypt|htpasswd|encryptAES"
)


def results_of(body: str) -> tuple[Node, ...]:
    """The parts of an expression of which one is its result; `body` is without a fault.

    Those that are constants have their values; what is below others may have other digits.
    """
    return tuple([with_digits(node, body) for node in _results_of(alike(body))])


@lru_cache(maxsize=4096)
def _results_of(body: str) -> tuple[Node, ...]:
    found: list[Node] = []
    waiting: list[Node] = [parse(body)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Conditional):
            waiting += [node.otherwise, node.then]
        elif isinstance(node, Binary) and node.operator == "??":
            waiting += [node.right, node.left]
        else:
            found.append(node)
    return tuple(found)


def function_called(node: Node) -> str:
    """The name of the function that is called, `sprig.` before it where it is one of these."""
    if not isinstance(node, Call):
        return ""
    function = node.function
    if isinstance(function, Name):
        return function.name
    if isinstance(function, Member) and isinstance(function.base, Name):
        key = function.key.value if isinstance(function.key, Constant) else ""
        return f"{function.base.name}.{key}"
    return ""


def check_expression(
    text: Text,
    body: str,
    offset: int,
    near: Callable[[str], tuple[str, ...]] = near_functions,
) -> Iterator[Diagnostic]:
    """Faults of an expression that begins at `offset` of a text.

    `near` tells which functions an unknown name may have been meant for.
    """
    # EXPR-1
    is_tag = body.lstrip().startswith("{{")
    if is_tag or _TAG_IN_TEXT.search(body):  # no tag has a tag in it
        yield finding(
            "DG331",
            "this field holds an expression, which is written without braces",
            text.path,
            hint="Remove `{{=` and `}}`, or `{{` and `}}`."
            if is_tag
            else "Remove the braces, and quotes around them: a name stands for its value.",
        )
        return
    found = problems(alike(body))
    for problem in found:
        meant = near(problem.unknown) if problem.unknown else problem.near
        yield _finding(text, problem, offset, meant)
    if not found:
        yield from _check_changing(text, alike(body), offset)


def _finding(text: Text, problem: Problem, offset: int, meant: tuple[str, ...]) -> Diagnostic:
    # EXPR-3, EXPR-5
    code = _CODES.get(problem.kind, "DG318")
    message = problem.message
    if meant:
        message += f"; did you mean {' or '.join(map(quoted, meant))}?"
        hint = f"Write {quoted(meant[0])}."
    elif code == "DG319":
        hint = "Use one of the functions that EXPR-5 lists, as it says."
    else:
        hint = "Write it as the grammar of expressions says; `dflow-graph explain DG318` shows how."
    where = (offset + problem.start, offset + problem.end)
    return finding(code, message, text.path, hint=hint, within=where)


def _check_changing(text: Text, body: str, offset: int) -> Iterator[Diagnostic]:
    for node in _changing(body):
        # EXPR-11
        yield finding(
            "DG333",
            f"{quoted(_function_name(node.function))} gives another result each time",
            text.path,
            hint="Make the value a parameter of the workflow instead.",
            within=(offset + node.start, offset + node.end),
        )


@lru_cache(maxsize=4096)
def _changing(body: str) -> tuple[Call, ...]:
    """The calls of functions that do not give the same twice."""
    if not _CHANGING.search(body):
        return ()
    found: list[Call] = []
    waiting = [parse(body)]
    while waiting:
        node = waiting.pop()
        waiting.extend(children(node))
        if isinstance(node, Call) and _CHANGING.fullmatch(_function_name(node.function)):
            found.append(node)
    return tuple(found)


def _function_name(node: Node) -> str:
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Member) and isinstance(node.key, Constant):
        return node.key.value
    return ""


# What other languages have for them, as a problem names it.
_OF_CONDITIONS = {"`=`": "==", "`and`": "&&", "`or`": "||", "`not`": "!"}


def _hint_of_condition(message: str) -> str:
    right = _OF_CONDITIONS.get(message.rpartition(" ")[2])
    if right is not None:
        return f"Write {quoted(right)}."
    return "Write a comparison such as `{{inputs.parameters.n}} < 5`, texts in quotes."


def check_condition(text: Text) -> Iterator[Diagnostic]:
    """Faults of a condition (WHEN-1), its tags taken for values."""
    for problem in condition_problems(text.text):
        # WHEN-1
        yield finding(
            "DG320",
            problem.message,
            text.path,
            hint=_hint_of_condition(problem.message),
            within=(problem.start, problem.end),
        )
