"""Calls of templates: the template exists, and its inputs get what they need (STEP-1, -4, -5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import chain
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Call, Index, Node, Port
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.alike_calls import Verdicts
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.run import Run
from dflow_graph.record import Record

__all__ = ["check_calls"]

_MOST_LISTED = 5
_MOST_COMPARED = 300
_ACT_ON_RESOURCES = frozenset(
    {"PythonOPTemplate", "ScriptOPTemplate", "ShellOPTemplate", "PythonScriptOPTemplate"}
)


def check_calls(index: Index) -> Iterator[Diagnostic]:
    """Unknown templates, and arguments that are missing, unknown or of the wrong sort."""
    run = Run(index)
    yield from _check_roots(index, run)
    wanted = _Wanted.of_all(index)
    # What a template wants, and names of parameters and of artifacts that fit it.
    verdicts = Verdicts()
    fitting: set[tuple[Any, ...]] = set()
    wrong: list[tuple[Node, Diagnostic]] = []
    for node in index.nodes.values():
        for call in chain(verdicts.doubtful(node.calls), node.hooks):
            step, target = call.step, call.target
            if target is None:
                if step.template not in index.unknown:
                    path = (*call.path, "template")
                    yield _unknown_template(index, run, step.template, path)
                continue
            inputs = wanted[target]
            names = (inputs.number, *(step.parameters or ()), None, *(step.artifacts or ()))
            if names not in fitting:
                if not inputs.take(step):
                    wrong += [(target, d) for d in _check_arguments(call, target, inputs, run)]
                    continue
                fitting.add(names)
            if step.use_resource is not UNSET and target.kind not in _ACT_ON_RESOURCES:
                yield _misplaced_resource(call, target)
            elif call.likeness is not None:
                verdicts.note(call.likeness)
    yield from _with_causes(wrong)


class _Wanted(Record):
    """The inputs of templates that all take the same: their names, and those that a call must give.

    Shared, for a graph may have as many templates as steps, and few sorts of them.
    """

    number: int
    parameters: frozenset[str]
    artifacts: frozenset[str]
    required_parameters: frozenset[str]
    required_artifacts: frozenset[str]

    @classmethod
    def of_all(cls, index: Index) -> dict[Node, _Wanted]:
        """What each template of a graph wants."""
        shared: dict[tuple[tuple[str, bool] | None, ...], _Wanted] = {}
        wanted = {}
        for node in index.nodes.values():
            parameters, artifacts = node.in_parameters.values(), node.in_artifacts.values()
            key = (
                *[(port.name, port.required) for port in parameters],
                None,
                *[(port.name, port.required) for port in artifacts],
            )
            if key not in shared:
                shared[key] = cls(
                    len(shared),
                    frozenset(node.in_parameters),
                    frozenset(node.in_artifacts),
                    frozenset(port.name for port in parameters if port.required),
                    frozenset(port.name for port in artifacts if port.required),
                )
            wanted[node] = shared[key]
        return wanted

    def take(self, step: Any) -> bool:
        """Whether a call names inputs of its template alone, and all that it must."""
        parameters, artifacts = (step.parameters or {}).keys(), (step.artifacts or {}).keys()
        return (
            parameters <= self.parameters
            and artifacts <= self.artifacts
            and self.required_parameters <= parameters
            and self.required_artifacts <= artifacts
        )


def _unknown_template(index: Index, run: Run, name: str, path: Path) -> Diagnostic:
    # STEP-1, WF-1, WF-2
    close = run.near_misses(name, index.nodes)
    clause = {"entrypoint": "WF-1", "on_exit": "WF-2"}.get(str(path[-1]), "STEP-1")
    message = f"there is no template {quoted(name)}"
    if close:
        message += f"; did you mean {' or '.join(quoted(c) for c in close)}?"
    hint = f"Write {quoted(close[0])}." if close else _list_hint("template", index.nodes)
    culprits = (("templates", name),)
    return finding("DG302", message, path, hint=hint, clause=clause, culprits=culprits)


def _list_hint(noun: str, names: Collection[str]) -> str:
    """What exists, where that is few; else what to do about it."""
    if not names:
        return f"Remove it: there is no {noun} at all."
    if len(names) > _MOST_LISTED:
        return f"Name an existing {noun}, or add this one."
    return f"Use one of {', '.join(quoted(n) for n in names)}, or add this {noun}."


def _with_causes(found: list[tuple[Node, Diagnostic]]) -> Iterator[Diagnostic]:
    """Findings about arguments; what only some calls lack is no fault of the template."""
    number = Counter(diagnostic.culprits[0] for _, diagnostic in found)
    for target, diagnostic in found:
        of_input, *others = diagnostic.culprits
        # CONF-8
        if diagnostic.code == "DG311" and number[of_input] < len(target.callers):
            yield diagnostic._replace(culprits=tuple(others))
        else:
            yield diagnostic


def _check_roots(index: Index, run: Run) -> Iterator[Diagnostic]:
    workflow = index.workflow
    given = set(workflow.parameters or ())
    roots = [("entrypoint", workflow.entrypoint)]
    if workflow.on_exit is not UNSET and workflow.on_exit != workflow.entrypoint:
        roots.append(("on_exit", workflow.on_exit))
    for field, name in roots:
        node = index.nodes.get(name)
        if node is None:
            if name not in index.unknown:
                yield _unknown_template(index, run, name, (field,))
            continue
        yield from _check_values(node, field, given, run)
        for port in node.in_artifacts.values():
            # WF-4
            if port.required:
                message = (
                    f"{quoted(port.name)}, an input of the {field} {quoted(name)}, has no source"
                )
                hint = "Give it a `source`, or make it `optional`."
                meant = _meant_for_other_sort(node, "artifacts", port.name, port.path)
                yield finding(
                    "DG311", message, port.path, hint=hint, clause="WF-4", culprits=(meant,)
                )


def _check_values(node: Node, field: str, given: Collection[str], run: Run) -> Iterator[Diagnostic]:
    """Inputs of the entrypoint or the exit handler that no parameter of the workflow gives."""
    missing = {p.name: p for p in node.in_parameters.values() if p.required and p.name not in given}
    # CONF-8
    near: dict[str, list[str]] = {name: [] for name in missing}
    others: list[str] = []
    for name in given if missing else ():
        if name not in node.in_parameters:
            close = run.near_misses(name, missing)[:1]
            for other in close:
                near[other].append(name)
            others += [] if close else [name]
    for name, port in missing.items():
        meant = near[name] or (others if len(missing) == 1 else [])
        hint = f"Give it a value, or add {quoted(name)} to the workflow's `parameters`."
        if len(meant) == 1:
            hint = f"Rename it to {quoted(meant[0])}, which the workflow has, or give it a value."
        # WF-3
        yield finding(
            "DG311",
            f"{quoted(name)}, an input of the {field} {quoted(node.name)}, gets no value",
            port.path,
            hint=hint,
            clause="WF-3",
            culprits=tuple((*node.path, "inputs", "parameters", other) for other in meant),
        )


def _check_arguments(call: Call, target: Node, wanted: _Wanted, run: Run) -> Iterator[Diagnostic]:
    parameters, artifacts = call.step.parameters or {}, call.step.artifacts or {}
    open_parameters = _Open.of(target.in_parameters, wanted.required_parameters, parameters, run)
    open_artifacts = _Open.of(target.in_artifacts, wanted.required_artifacts, artifacts, run)
    for name in parameters:
        if name not in target.in_parameters:
            # STEP-5
            if name in target.in_artifacts:
                open_artifacts.missing.discard(name)
                yield _wrong_sort(call, target, "parameters", name)
            else:
                yield _unknown_argument(call, target, "parameters", name, open_parameters)
    for name in artifacts:
        if name not in target.in_artifacts:
            if name in target.in_parameters:
                open_parameters.missing.discard(name)
                yield _wrong_sort(call, target, "artifacts", name)
            else:
                yield _unknown_argument(call, target, "artifacts", name, open_artifacts)
    # STEP-4
    for name in (*sorted(open_parameters.missing), *sorted(open_artifacts.missing)):
        yield _missing(call, target, name)


class _Open(Record):
    """The inputs of one sort that a call leaves open, and those of them that it must give."""

    names: dict[str, None]
    missing: set[str]
    only: tuple[str, ...]
    """The one that it must give, if it is one."""
    run: Run

    @classmethod
    def of(
        cls,
        inputs: dict[str, Port],
        required: frozenset[str],
        given: Collection[str],
        run: Run,
    ) -> _Open:
        names = dict.fromkeys(name for name in inputs if name not in given)
        missing = {name for name in names if name in required}
        return cls(names, missing, tuple(missing) if len(missing) == 1 else (), run)

    def meant_by(self, name: str) -> list[str]:
        """The inputs that an unknown name may be for; the closest are no longer missing."""
        from dflow_graph.near_names import closest_names

        # CONF-8
        close = self.run.near_misses(name, self.names)
        few = close and len(self.names) <= _MOST_COMPARED
        self.missing.difference_update(closest_names(name, self.names) if few else close[:1])
        if not close:
            close = list(self.only)
            self.missing.difference_update(close)
        return close


def _misplaced_resource(call: Call, target: Node) -> Diagnostic:
    # STEP-9
    who = quoted(call.name) if call.name else "this hook"
    return finding(
        "DG332",
        f"{who} calls a template of kind {target.kind}, which has no script that "
        "a resource could run",
        (*call.path, "use_resource"),
        hint="Remove `use_resource`, or call a script template or a Python OP.",
    )


def _missing(call: Call, target: Node, name: str) -> Diagnostic:
    sort = "parameter" if name in target.in_parameters else "artifact"
    culprits: list[Path] = [(*target.path, "arguments", f"{sort}s", name)]
    if not getattr(call.step, f"{sort}s"):
        culprits.append(("arguments", *call.path, f"{sort}s"))
    culprits.append(_meant_for_other_sort(target, f"{sort}s", name, call.path))
    who = quoted(call.name) if call.name else "this hook"
    return finding(
        "DG311",
        f"{who} gives no {sort} {quoted(name)}, which the template {quoted(target.name)} needs",
        call.path,
        hint=f"Add {quoted(name)} to `{sort}s`, or give the input a default.",
        clause="HOOK-2" if call.host else "",
        culprits=tuple(culprits),
    )


def _meant_for_other_sort(node: Node, sort: str, name: str, place: Path) -> Path:
    """What is at fault where an input is to be of the other sort, as the uses of it say.

    That one call lacks it says nothing of another call: none has this culprit twice.
    """
    other = "artifacts" if sort == "parameters" else "parameters"
    return ("meant", *node.path, "inputs", other, name, *place)


def _wrong_sort(call: Call, target: Node, field: str, name: str) -> Diagnostic:
    """An argument for an input of the other sort."""
    from dflow_graph.passes.culprits import missing_port

    right = "artifacts" if field == "parameters" else "parameters"
    return finding(
        "DG313",
        f"{quoted(name)} of {quoted(target.name)} is {_a(right)}, and is given as {_a(field)}",
        (*call.path, field, name),
        hint=f"Move it to `{right}`.",
        clause="STEP-5",
        at_key=True,
        culprits=missing_port(target, "inputs", field, name),
    )


def _unknown_argument(call: Call, target: Node, field: str, name: str, inputs: _Open) -> Diagnostic:
    """An argument that names no input."""
    from dflow_graph.passes.culprits import missing_port

    close = inputs.meant_by(name)
    message = f"{quoted(name)} is no {field[:-1]} of the template {quoted(target.name)}"
    if close:
        message += f"; did you mean {' or '.join(quoted(c) for c in close)}?"
    hint = f"Rename it to {quoted(close[0])}." if close else "Remove it, or add it to the template."
    return finding(
        "DG312",
        message,
        (*call.path, field, name),
        hint=hint,
        at_key=True,
        culprits=missing_port(target, "inputs", field, name),
    )


def _a(field: str) -> str:
    return "a parameter" if field == "parameters" else "an artifact"
