"""Documents that are made to be slow: `python -m tests.hostile [SHAPE…]`.

Each shape is a function of a size. The command makes each of 100 kB, and of twice as much, and says
how long they take. A shape that takes over a second for 100 kB, or much more than twice as long for
twice as much, is marked, and the exit status is 1.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from dflow_graph.pipeline import read

Graph = dict[str, Any]

SIZE = 100_000
SLOWEST, STEEPEST = 1.0, 1.6  # seconds for SIZE; time of twice the size, by what it should be
_NOTICED = 0.05  # seconds below which times say nothing of growth
SHELL = {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true"}
SHAPES: dict[str, Callable[[int], Graph]] = {}


def shape(make: Callable[[int], Graph]) -> Callable[[int], Graph]:
    SHAPES[make.__name__] = make
    return make


def graph(main: Graph, **templates: Graph) -> Graph:
    """A graph whose entrypoint is `main`; it has a template `run` that does nothing."""
    return {
        "dflow_graph": "1.0",
        "name": "hostile",
        "entrypoint": "main",
        "templates": {"main": main, "run": SHELL, **templates},
    }


def steps(*group: Graph, **fields: Any) -> Graph:
    return {"kind": "Steps", "steps": [list(group)], **fields}


def dag(tasks: Iterable[Graph]) -> Graph:
    return graph({"kind": "DAG", "tasks": list(tasks)}, make=op(y="int"))


def call(name: str, template: str = "run", **fields: Any) -> Graph:
    return {"name": name, "template": template, **fields}


def op(inputs: dict[str, str] | None = None, **outputs: str) -> Graph:
    sides = [
        {name: {"kind": "Parameter", "type": type_} for name, type_ in side.items()}
        for side in (inputs or {}, outputs)
    ]
    whole = {"name": "Op", "module": "lab", "inputs": sides[0], "outputs": sides[1]}
    return {"kind": "PythonOPTemplate", "image": "python:3", "op": whole}


def of_type(type_: str, value: Any) -> Graph:
    """A call that gives a value to a parameter of a type."""
    return graph(steps(call("a", "take", parameters={"x": value})), take=op({"x": type_}))


def of_text(text: str) -> Graph:
    take = {**SHELL, "inputs": {"parameters": {"x": {}}}, "script": "{{inputs.parameters.x}}"}
    return graph(steps(call("a", "take", parameters={"x": text})), take=take)


@shape
def unused_templates(n: int) -> Graph:
    return graph(steps(call("a")), **{f"t{i}": steps(call("a")) for i in range(n)})


@shape
def near_misses_of_templates(n: int) -> Graph:
    calls = (call(f"a{i}", f"templtae-{i}") for i in range(n))
    return graph(steps(*calls), **{f"template-{i}": SHELL for i in range(n)})


@shape
def credentials_for_templates(n: int) -> Graph:
    """Each would be shown as the name of a template that is not there."""
    return graph(steps(*(call(f"a{i}", f"ghp_{i:036}") for i in range(n))))


@shape
def steps_of_other_templates(n: int) -> Graph:
    tags = (f"{{{{steps.s{i}.outputs.parameters.y}}}} == 1" for i in range(n))
    others = {f"t{i}": steps(call("s")) for i in range(n)}
    return graph(steps(*(call(f"a{i}", when=tag) for i, tag in enumerate(tags))), **others)


@shape
def near_misses_of_functions(n: int) -> Graph:
    names = ("asI" + "".join(chr(ord("a") + int(d)) for d in f"{i:05}") for i in range(n))
    return of_text(" ".join("{{=" + name + "()}}" for name in names))


@shape
def near_misses_of_steps(n: int) -> Graph:
    first = [call(f"relax-step-{i}") for i in range(n)]
    tags = (f"{{{{steps.relaxx-stp-{i}.outputs.parameters.y}}}} == 1" for i in range(n))
    main = {"kind": "Steps", "steps": [first, [call(f"b{i}", when=t) for i, t in enumerate(tags)]]}
    return graph(main)


@shape
def near_misses_of_inputs(n: int) -> Graph:
    given = {f"parametre{i}x": i for i in range(n)}
    take = op({f"parameter{i}": "int" for i in range(n)})
    return graph(steps(call("a", "take", parameters=given)), take=take)


@shape
def unknown_fields(n: int) -> Graph:
    return graph({**steps(call("a")), **{f"stepz{i}": 1 for i in range(n)}})


@shape
def misspelt_fields(n: int) -> Graph:
    return graph(steps(*({"name": f"a{i}", "templat": "run", "kye": "k"} for i in range(n))))


@shape
def unions_of_lists(n: int) -> Graph:
    """As many types as they may be, and values that fit none of them."""
    union = " | ".join(f"list[literal[{i}]]" for i in range(min(200, n)))
    return of_type(f"list[{union}]", [[-1]] * n)


@shape
def unions_of_tuples(n: int) -> Graph:
    union = " | ".join(f"tuple[int, literal[{i}]]" for i in range(min(150, n)))
    return of_type(f"list[{union}]", [[1, -1]] * n)


@shape
def literals(n: int) -> Graph:
    constants = ", ".join(f'"{i}"' for i in range(min(500, n)))
    return of_type(f"list[literal[{constants}]]", ["no"] * n)


@shape
def tagged_dictionaries(n: int) -> Graph:
    items = [[[i], i] for i in range(n)]
    return of_type("dict[any, int]", {"$value": {"kind": "dict", "items": items}})


@shape
def tagged_sets(n: int) -> Graph:
    return of_type("set[any]", {"$value": {"kind": "set", "items": [[i] for i in range(n)]}})


@shape
def malformed_types(n: int) -> Graph:
    return graph(steps(call("a", "take")), take=op({f"x{i}": f"List[int{i}]" for i in range(n)}))


@shape
def tags_of_one_text(n: int) -> Graph:
    return of_text("{{workflow.name}}" * n)


@shape
def wrong_tags_of_one_text(n: int) -> Graph:
    return of_text("{{steps.b.outputs.parameters.x}}" * n)


@shape
def open_tags(n: int) -> Graph:
    return of_text("{{" * n)


@shape
def expression_with_names(n: int) -> Graph:
    return of_text("{{=" + "+".join(["inputs.parameters.x"] * n) + "}}")


@shape
def expression_with_hyphens(n: int) -> Graph:
    return of_text("{{=" + "-".join("a" * n) + "}}")


@shape
def expression_with_parentheses(n: int) -> Graph:
    return of_text("{{=" + "(" * n + "1" + ")" * n + "}}")


@shape
def expressions(n: int) -> Graph:
    tags = (f"{{{{={i} + inputs.parameters.y-z}}}}" for i in range(n))
    take = op({"x": "any"})
    calls = (call(f"a{i}", "take", parameters={"x": tag}) for i, tag in enumerate(tags))
    return graph(steps(*calls), take=take)


@shape
def long_condition(n: int) -> Graph:
    return graph(steps(call("a", when=" && ".join(["{{workflow.name}} == a-b"] * n))))


@shape
def chain_of_tasks(n: int) -> Graph:
    later = (call(f"t{i}", dependencies=[f"t{i - 1}"]) for i in range(1, n))
    return dag([call("t0"), *later])


@shape
def circle_of_tasks(n: int) -> Graph:
    return dag(call(f"t{i}", dependencies=[f"t{(i - 1) % n}"]) for i in range(n))


@shape
def many_dependencies(n: int) -> Graph:
    before = (range(max(0, i - 20), i) for i in range(n))
    return dag(call(f"t{i}", dependencies=[f"t{j}" for j in js]) for i, js in enumerate(before))


@shape
def one_long_dependency(n: int) -> Graph:
    tasks = [call(f"t{i}") for i in range(n)]
    return dag([*tasks, call("z", dependencies=[" || ".join(f"t{i}.Failed" for i in range(n))])])


@shape
def references_without_dependency(n: int) -> Graph:
    chain = [call(f"t{i}", "make", dependencies=[f"t{i - 1}"][: i or None]) for i in range(n)]
    chain[0]["dependencies"] = []
    whens = (f"{{{{tasks.t{i}.outputs.parameters.y}}}} > 1" for i in range(n))
    return dag([*chain, *(call(f"u{i}", when=when) for i, when in enumerate(whens))])


@shape
def conditions_along_a_chain(n: int) -> Graph:
    later = (
        call(f"t{i}", "make", when="1 < 2", dependencies=[f"t{i - 1}"] if i else [])
        for i in range(n)
    )
    return dag(later)


def numbered(n: int, make: Callable[[int], Graph]) -> Graph:
    """Templates of which the entrypoint calls the first."""
    return graph(steps(call("a", "t0")), **{f"t{i}": make(i) for i in range(n)})


@shape
def circle_of_templates(n: int) -> Graph:
    return numbered(n, lambda i: steps(call("a", f"t{(i + 1) % n}", key="k")))


@shape
def circles_of_templates(n: int) -> Graph:
    return numbered(
        n,
        lambda i: steps(
            call("a", f"t{(i + 1) % n}", key=f"k{i}", when="1 < 2"),
            call("b", f"t{i * 7 % n}", key=f"j{i}"),
        ),
    )


@shape
def lattice_of_templates(n: int) -> Graph:
    last = n - 1
    return numbered(
        n,
        lambda i: (
            steps(call("a", f"t{i + 1}"), call("b", f"t{min(last, i + 2)}")) if i < last else SHELL
        ),
    )


@shape
def outputs_through_templates(n: int) -> Graph:
    inner = "{{steps.a.outputs.parameters.y}}"
    outputs = {"parameters": {"y": {"value_from_parameter": inner}}}
    return numbered(
        n,
        lambda i: steps(call("a", f"t{i + 1}"), outputs=outputs) if i < n - 1 else op(y="int"),
    )


@shape
def inputs_through_templates(n: int) -> Graph:
    inputs, given = {"parameters": {"x": {"value": 1}}}, {"x": "{{inputs.parameters.x}}"}
    return numbered(
        n,
        lambda i: (
            steps(call("a", f"t{i + 1}", parameters=given), inputs=inputs)
            if i < n - 1
            else op({"x": "int"})
        ),
    )


@shape
def equal_keys(n: int) -> Graph:
    return graph(steps(*(call(f"a{i}", key="same") for i in range(n))))


@shape
def equal_keys_of_loops(n: int) -> Graph:
    key = "same-{{workflow.name}}"
    return graph(steps(*(call(f"a{i}", key=key, with_param=[i]) for i in range(n))))


@shape
def keys_of_equal_calls(n: int) -> Graph:
    keyed = (call(f"a{i}", key=f"k{i}-{{{{inputs.parameters.x}}}}") for i in range(n))
    inner = steps(*keyed, inputs={"parameters": {"x": {"type": "int"}}})
    calls = (call(f"a{i}", "inner", parameters={"x": 1}) for i in range(n))
    return graph(steps(*calls), inner=inner)


SLICES = {"slices": "{{item}}", "input_parameter": ["p"], "output_parameter": ["y"]}


@shape
def slices_one_after_another(n: int) -> Graph:
    outputs = (f"{{{{steps.a{i - 1}.outputs.parameters.y}}}}" for i in range(1, n))
    given = [[1, 2, 3], *outputs]
    groups = [
        [call(f"a{i}", "cut", parameters={"p": p}, slices=SLICES)] for i, p in enumerate(given)
    ]
    return graph({"kind": "Steps", "steps": groups}, cut=op({"p": "int"}, y="int"))


@shape
def sliced_inputs(n: int) -> Graph:
    names = [f"p{i}" for i in range(n)]
    slices = {"slices": "{{item}}", "input_parameter": names}
    lists = {name: [1, 2] for name in names}
    main = steps(call("a", "cut", parameters=lists, slices=slices))
    return graph(main, cut=op(dict.fromkeys(names, "int")))


@shape
def unknown_sliced_inputs(n: int) -> Graph:
    slices = {"slices": "{{item}}", "input_parameter": ["p", *(f"q{i}" for i in range(n))]}
    main = steps(call("a", "cut", parameters={"p": [1]}, slices=slices))
    return graph(main, cut=op({"p": "int"}))


@shape
def ignored_findings(n: int) -> Graph:
    where = (f"/templates/main/steps/0/{i}/x" for i in range(n))
    entries = [{"code": "DG320", "pointer": pointer, "reason": "r"} for pointer in where]
    bad = graph(steps(*(call(f"a{i}", when="1 <") for i in range(n))))
    return {**bad, "extensions": {"dflow-graph": {"ignore": entries}}}


@shape
def unknown_volumes(n: int) -> Graph:
    mounts = [{"name": f"volum{i}", "mountPath": f"/a{i}"} for i in range(n)]
    volumes = [{"name": f"volume{i}", "emptyDir": {}} for i in range(n)]
    return graph(steps(call("a", "b")), b={**SHELL, "mounts": mounts, "volumes": volumes})


@shape
def aliases_in_a_manifest(n: int) -> Graph:
    lines = (f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, n))
    manifest = "\n".join(["a0: &a0 [x, x]", *lines])
    resource = {"action": "create", "manifest": manifest}
    return graph(steps(call("a", "b")), b={"kind": "ShellOPTemplate", "resource": resource})


@shape
def credentials(n: int) -> Graph:
    script = 'export PASSWORD="hunter2x"; curl -u a: token=\n' * n
    return graph(steps(call("a", "b")), b={**SHELL, "script": script})


@shape
def empty_groups(n: int) -> Graph:
    return graph({"kind": "Steps", "steps": [[] for _ in range(n)]})


def text(make: Callable[[int], Graph], size: int) -> tuple[int, bytes]:
    """The document of a shape that is about as long, and its number."""
    number = 100
    while len(data := json.dumps(make(number)).encode()) < size:
        number = number * max(3, min(20, 2 * size // len(data))) // 2
    return number, data


def seconds(data: bytes) -> float:
    """The least of three times that it takes to validate a document."""
    times = []
    for _ in range(3):
        start = time.process_time()
        read(data, notation="json")
        times.append(time.process_time() - start)
    return min(times)


def main(names: list[str]) -> int:
    """Prints a line for each shape; 1 if one of them is slow."""
    slow = 0
    for name in names or SHAPES:
        make = SHAPES[name]
        number, data = text(make, SIZE)
        twice = json.dumps(make(2 * number)).encode()
        once, more = seconds(data), seconds(twice)
        growth = (more / once) / (len(twice) / len(data))
        is_slow = once > SLOWEST * len(data) / SIZE or (more > _NOTICED and growth > STEEPEST)
        slow += is_slow
        mark = "slow" if is_slow else "    "
        print(  # noqa: T201 - a command
            f"{mark} {name:32} {len(data) // 1000:4} kB {once:6.3f} s, growth {growth:4.2f}"
        )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
