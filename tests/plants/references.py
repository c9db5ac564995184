"""Faults of names that are referred to: steps, ports, templates, items, and the order of calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.plants.plant import (
    EXPRESSION,
    GONE,
    Graph,
    Path,
    Plant,
    calls,
    hooks,
    is_sliced,
    plant,
    ports,
    texts,
)

_NAME = r"(?:\.(?P<%s>[A-Za-z0-9_][\w-]*)|\['(?P<%s_>[^']+)'\])"
_OUTPUT = re.compile(
    r"\b(?P<owner>steps|tasks)" + _NAME % ("step", "step")
    + r"\.outputs\.(?P<sort>parameters|artifacts)" + _NAME % ("port", "port")
)  # fmt: skip
_FACT = re.compile(
    r"\b(?P<owner>steps|tasks)"
    + _NAME % ("step", "step")
    + r"\.(?P<fact>status|id|ip|startedAt|finishedAt|exitCode|outputs\.result)\b"
)
_INPUT = re.compile(r"\binputs\.(?P<sort>parameters|artifacts)" + _NAME % ("port", "port"))
_PARAMETER = re.compile(r"\bworkflow\.(?P<sort>parameters)" + _NAME % ("port", "port"))
_FACT_OF_WORKFLOW = re.compile(
    r"\bworkflow\.(?P<fact>name|namespace|uid|status|duration|serviceAccountName)\b"
)
_TAG = re.compile(
    r"(?<!\{)\{\{(?:=|\s*(?:inputs|outputs|steps|tasks|workflow|item|pod|node|retries|lastRetry)\b)"
    r".*?\}\}",
    re.DOTALL,
)
"""A tag of Argo's: not what other programs have between braces (REF-8)."""
_OTHER_SORT = {
    "parameters": "artifacts",
    "artifacts": "parameters",
    "steps": "tasks",
    "tasks": "steps",
}


_PROGRAMS = ("script", "args", "command")


def _may_be_foreign(path: Path, tag: str) -> bool:
    """Whether a tag may be another program's, as `{{ item | upper }}` in a script (REF-8)."""
    is_of_program = not {*_PROGRAMS}.isdisjoint(path[2:4])
    return is_of_program and "." not in tag and not tag.startswith("{{=")


def tags_of(graph: Graph) -> Iterator[tuple[Path, str, int, int]]:
    """Every stretch of a text that may hold references."""
    for path, text in texts(graph):
        if (len(path) > 3 and path[2] == "op") or path[-1] in ("template", "name", "kind"):
            continue
        if path[-1] in EXPRESSION and "{{" not in text:
            yield path, text, 0, len(text)
        else:
            for match in _TAG.finditer(text):
                if not _may_be_foreign(path, match[0]):
                    yield path, text, match.start(), match.end()


def _changes(
    graph: Graph, pattern: re.Pattern[str], group: str, new: str | None, *codes: str
) -> Iterator[Plant]:
    for path, text, start, end in tags_of(graph):
        for match in pattern.finditer(text, start, end):
            name = group if match.groupdict().get(group) is not None else group + "_"
            if match.groupdict().get(name) is None:
                continue
            a, b = match.span(name)
            value = _OTHER_SORT[match[name]] if new is None else new
            yield plant(path, text[:a] + value + text[b:], *codes)


def reference_to_unknown_step(graph: Graph) -> Iterator[Plant]:
    for pattern in (_OUTPUT, _FACT):
        yield from _changes(graph, pattern, "step", "nobody-at-all", "DG303")


def reference_to_misspelt_step(graph: Graph) -> Iterator[Plant]:
    for path, text, start, end in tags_of(graph):
        for match in _OUTPUT.finditer(text, start, end):
            group = "step" if match["step"] else "step_"
            at = match.end(group)
            yield plant(path, text[:at] + "s" + text[at:], "DG303")


def reference_to_unknown_output(graph: Graph) -> Iterator[Plant]:
    yield from _changes(graph, _OUTPUT, "port", "nothing-such", "DG304")


def output_of_other_sort(graph: Graph) -> Iterator[Plant]:
    yield from _changes(graph, _OUTPUT, "sort", None, "DG304", "DG313")


def steps_for_tasks(graph: Graph) -> Iterator[Plant]:
    for pattern in (_OUTPUT, _FACT):
        yield from _changes(graph, pattern, "owner", None, "DG306")


def misspelt_prefix(graph: Graph) -> Iterator[Plant]:
    for pattern in (_OUTPUT, _FACT):
        yield from _changes(graph, pattern, "owner", "step", "DG308", "DG319", "DG318")


def unknown_fact(graph: Graph) -> Iterator[Plant]:
    yield from _changes(graph, _FACT, "fact", "colour")
    yield from _changes(graph, _FACT_OF_WORKFLOW, "fact", "colour", "DG316", "DG308")


def reference_to_unknown_input(graph: Graph) -> Iterator[Plant]:
    yield from _changes(graph, _INPUT, "port", "nothing-such", "DG307")


def input_of_other_sort(graph: Graph) -> Iterator[Plant]:
    yield from _changes(graph, _INPUT, "sort", None, "DG307", "DG313")


def unknown_workflow_parameter(graph: Graph) -> Iterator[Plant]:
    yield from _changes(graph, _PARAMETER, "port", "nothing-such", "DG316")


def inputs_of_a_step(graph: Graph) -> Iterator[Plant]:
    for path, text, start, end in tags_of(graph):
        for match in _OUTPUT.finditer(text, start, end):
            changed = match[0].replace(".outputs.", ".inputs.")
            yield plant(path, text[: match.start()] + changed + text[match.end() :], "DG322")


def unclosed_tag(graph: Graph) -> Iterator[Plant]:
    for path, text, start, end in tags_of(graph):
        # Text within a literal value is no tag; of three braces, two still close it.
        if text[end - 2 : end] == "}}" and "$value" not in path and text[end : end + 1] != "}":
            # An expression ends at the braces of the next tag, and is none with what is between.
            codes = ("DG301", "DG318") if text[start + 2] == "=" else ("DG301",)
            yield plant(path, text[: end - 2] + text[end:], *codes)
            yield plant(path, text[: end - 1] + text[end:], *codes)


def unopened_tag(graph: Graph) -> Iterator[Plant]:
    """A tag lacks a brace before its name, or before and behind it, or has one too many."""
    for path, text, start, end in tags_of(graph):
        if text[end - 2 : end] == "}}" and "$value" not in path:
            codes = ("DG338", "DG315", "DG513")
            # An expression of neither a name nor a function, and one word in a script, may be
            # of any other language; zsh has `${=name}`.
            is_expression = text[start + 2] == "="
            is_of_any = is_expression or path[-1] == "script"
            is_of_zsh = is_expression and text[:start].endswith("$")
            is_named = re.search(r"[a-z]\.|[A-Za-z]\(", text[start:end])
            if not is_of_zsh and (is_named or not is_of_any):
                yield plant(path, text[:start] + text[start + 1 :], *codes)
            is_long = text[start:end].count(".") > 1 and text[start + 2] != "="
            if is_long and text[start - 1 : start] != "{" and text[end : end + 1] != "}":
                name = text[start + 1 : end - 1]
                yield plant(path, text[:start] + name + text[end:], *codes)
                yield plant(path, text[:start] + "{{ " + name + "}" + text[end:], *codes, "DG301")
                yield plant(path, text[:start] + "{{" + name + "}}" + text[end:], *codes, "DG301")


def tag_in_other_signs(graph: Graph) -> Iterator[Plant]:
    """A long name has the signs of another program around it in the place of braces."""
    for path, text, start, end in tags_of(graph):
        name = text[start + 2 : end - 2].strip()
        if text[end - 2 : end] != "}}" or "$value" in path or not re.match(_LONG, name):
            continue
        for before, behind in (("<<", ">>"), ("((", "))"), ("$(", ")"), ("%", "%"), ("[[", "]]")):
            if before in ("((", "[[") and re.search(r"[\w)\]]\Z", text[:start]):
                continue
            changed = text[:start] + before + name + behind + text[end:]
            # A value of that name may be a credential, whatever its signs.
            yield plant(path, changed, "DG338", "DG315", "DG513", "DG803")


_LONG = r"[a-z]+(\.[-\w]+)*\.(parameters|artifacts|outputs)\.[-\w.]+\Z"


def unknown_template(graph: Graph) -> Iterator[Plant]:
    for path, _ in [*calls(graph), *hooks(graph)]:
        yield plant((*path, "template"), "nowhere-to-be-found", "DG302")
    for field in ("entrypoint", "on_exit"):
        if field in graph:
            yield plant((field,), "nowhere-to-be-found", "DG302")


def _plain(call: dict[str, Any], graph: Graph) -> bool:
    return not {"with_param", "with_sequence"} & set(call) and not is_sliced(call, graph)


def item_outside_of_loop(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        if _plain(call, graph):
            for name, value in call.get("parameters", {}).items():
                if isinstance(value, str):
                    yield plant((*path, "parameters", name), "{{item}}", "DG310")
            yield plant((*path, "key"), "k-{{item}}", "DG310")
            yield plant((*path, "when"), "{{item}} == 1", "DG310")


def items_of(call: dict[str, Any], path: Path) -> list[Path]:
    """The texts of a call that have its item, in the order of its fields."""
    return [p for p, text in texts(call, path) if re.search(r"\{\{=?[^}]*\bitem\b", text)]


def loop_is_removed(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        for field in ("with_param", "with_sequence"):
            if field in call and not is_sliced(call, graph) and (uses := items_of(call, path)):
                yield Plant({(*path, field): GONE}, ("DG310",), (uses[0],))


def _groups(graph: Graph) -> Iterator[tuple[str, list[list[dict[str, Any]]]]]:
    for name, template in graph["templates"].items():
        if template["kind"] == "Steps":
            yield name, template["steps"]


def _first_output(graph: Graph, call: dict[str, Any], artifact: bool) -> str:
    for name, (_, _, is_artifact) in ports(graph["templates"][call["template"]], "outputs").items():
        if is_artifact is artifact:
            return name
    return ""


def _later(graph: Graph, same_group: bool, own: bool) -> Iterator[Plant]:
    for name, groups in _groups(graph):
        for i, group in enumerate(groups):
            for j, step in enumerate(group):
                others = (
                    [step]
                    if own
                    else [s for k, s in enumerate(group) if k != j]
                    if same_group
                    else [s for g in groups[i + 1 :] for s in g][:1]
                )
                for other in others[:1]:
                    for sort in ("parameters", "artifacts"):
                        port = _first_output(graph, other, sort == "artifacts")
                        for given, value in step.get(sort, {}).items():
                            if port and isinstance(value, str):
                                path = ("templates", name, "steps", i, j, sort, given)
                                tag = f"{{{{steps.{other['name']}.outputs.{sort}.{port}}}}}"
                                yield plant(path, tag, "DG305")
                    when = ("templates", name, "steps", i, j, "when")
                    if "when" not in step:
                        yield plant(
                            when, f"{{{{steps.{other['name']}.status}}}} == Succeeded", "DG305"
                        )


def reference_to_later_step(graph: Graph) -> Iterator[Plant]:
    yield from _later(graph, same_group=False, own=False)


def reference_to_step_of_same_group(graph: Graph) -> Iterator[Plant]:
    yield from _later(graph, same_group=True, own=False)


def reference_to_itself(graph: Graph) -> Iterator[Plant]:
    yield from _later(graph, same_group=False, own=True)
    for path, task in calls(graph):
        if path[2] == "tasks":
            for sort in ("parameters", "artifacts"):
                port = _first_output(graph, task, sort == "artifacts")
                for given, value in task.get(sort, {}).items():
                    if port and isinstance(value, str):
                        tag = f"{{{{tasks.{task['name']}.outputs.{sort}.{port}}}}}"
                        yield plant((*path, sort, given), tag, "DG602")


def _waits(tasks: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Task to those that it waits for, at any distance."""
    names = {t["name"] for t in tasks}
    direct = {}
    for task in tasks:
        found = {
            m["step"] or m["step_"]
            for _, text in texts(task)
            for m in re.finditer(r"\btasks" + _NAME % ("step", "step"), text)
        }
        for text in task.get("dependencies", ()):
            found |= set(re.findall(r"[\w-]+", text))
        direct[task["name"]] = found & names - {task["name"]}
    for _ in tasks:
        for reached in direct.values():
            for other in list(reached):
                reached.update(direct[other])
    return direct


def _has_digits(template: dict[str, Any]) -> bool:
    """Whether a task's name begins with a digit: with a dependency, that is a fault (NAM-7)."""
    return any(task["name"][:1].isdigit() for task in template["tasks"])


def circular_tasks(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        if template["kind"] == "DAG" and not _has_digits(template):
            waits = _waits(template["tasks"])
            for number, task in enumerate(template["tasks"]):
                path = ("templates", name, "tasks", number, "dependencies")
                for other in sorted(waits):
                    if task["name"] in waits[other] or other == task["name"]:
                        code = "DG602" if other == task["name"] else "DG601"
                        given = task.get("dependencies", [])
                        places = tuple(
                            ("templates", name, "tasks", k) for k, t in enumerate(template["tasks"])
                        )
                        yield Plant(
                            {path: [*given, other]}, (code,), ((*path, len(given)), *places[:0])
                        )


def task_not_waited_for(graph: Graph) -> Iterator[Plant]:
    """A dependency is taken away from a task that also refers to that task in a text."""
    for path, call in calls(graph):
        template = graph["templates"][path[1]]
        if path[2] == "tasks" and "when" not in call and not _has_digits(template):
            waits = _waits(template["tasks"])
            for other in template["tasks"]:
                if (
                    other is not call
                    and other["name"] not in waits[call["name"]]
                    and call["name"] not in waits[other["name"]]
                ):
                    yield plant(
                        (*path, "when"),
                        f"{{{{tasks.{other['name']}.status}}}} == Succeeded",
                        "DG314",
                    )


def unknown_dependency(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        if path[2] == "tasks" and not _has_digits(graph["templates"][path[1]]):
            given = call.get("dependencies", [])
            place = (*path, "dependencies")
            for text, code in (("nobody-at-all", "DG604"), ("a &&", "DG603"), ("", "DG603")):
                yield Plant({place: [*given, text]}, (code,), ((*place, len(given)),))
            for number, text in enumerate(given):
                yield plant((*place, number), text + "-gone", "DG604")
                yield plant((*place, number), text + ".Sucess", "DG603", "DG604")


def text_for_number(graph: Graph) -> Iterator[Plant]:
    """A parameter in an expression is no longer made a number of, or is computed with at once."""
    for path, text, start, end in tags_of(graph):
        is_expression = path[-1] in EXPRESSION or text.startswith("{{=", start)
        for match in _OUTPUT.finditer(text, start, end) if is_expression else ():
            is_text = match["sort"] == "parameters" and text[match.end() : match.end() + 1] == ")"
            before = text[: match.start()].removesuffix("asInt(").removesuffix("asFloat(")
            if is_text and len(before) < match.start():
                after = text[match.end() + 1 :]
                sign = after.lstrip()[:2]
                if sign[:1] in ("<", ">", "-", "*", "/", "%"):
                    yield plant(path, before + match[0] + after, "DG339")
    for path, call in calls(graph):
        used = f"s.{call['name']}." in str(graph["templates"][path[1]])
        if "when" not in call and path[2] == "steps" and not used:
            for name, (_, entry, artifact) in ports(graph["templates"][path[1]], "inputs").items():
                if not artifact and entry.get("type") in ("int", "float", "str"):
                    wrong = f"{{{{=inputs.parameters['{name}'] > 3}}}}"
                    yield plant((*path, "when"), wrong, "DG339")
