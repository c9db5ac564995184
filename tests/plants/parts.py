"""Faults of parts that no example has: a step or two are added, sound but for one thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.plants.plant import Graph, Path, Plant

_SHELL = {"kind": "ShellOPTemplate", "image": "alpine:3"}
_PLAIN = {**_SHELL, "script": "date"}
_MANY = 80  # templates
_MAYBE = "'{{workflow.name}}' == 'a'"
_WAIT: dict[str, Any] = {"kind": "SuspendOPTemplate", "duration": 1}
_TAKER: dict[str, Any] = {
    **_SHELL,
    "script": "echo '{{inputs.parameters.x}}'",
    "inputs": {
        "parameters": {"x": {"value": ""}},
        "artifacts": {"f": {"path": "/tmp/f", "optional": True}},
    },
}
_MAKER: dict[str, Any] = {
    **_SHELL,
    "script": "seq 3 > /tmp/f; cp /tmp/f /tmp/n; cp /tmp/f /tmp/t",
    "outputs": {
        "parameters": {
            "n": {"type": "int", "value_from_path": "/tmp/n"},
            "t": {"type": "str", "value_from_path": "/tmp/t"},
        },
        "artifacts": {"f": {"path": "/tmp/f"}},
    },
}


def _op(**fields: Any) -> dict[str, Any]:
    sides: dict[str, Any] = {
        side: fields.pop(side) for side in ("inputs", "outputs") if side in fields
    }
    op = {"name": "Op", "module": "lab.ops", **sides}
    return {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op, **fields}


def _port(type_: str, kind: str = "Parameter", **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "type": type_, **fields}


def with_calls(
    graph: Graph, *added: tuple[dict[str, Any], dict[str, Any]]
) -> tuple[dict[Path, Any], list[Path]]:
    """Edits that add templates with a call each, one after the other, and the paths of the calls.

    The templates are `planted-a` and so on; the steps have these names, too.
    """
    name, sort, edits = graph["entrypoint"], _owner(graph), dict[Path, Any]()
    template = graph["templates"][name]
    if sort not in template:
        # A graph of one pod gets a group around it.
        template = {"kind": "Steps", "steps": [[{"name": "planted", "template": name}]]}
        name = "planted-main"
        edits = {("templates", name): template, ("entrypoint",): name}
    paths: list[Path] = []
    for number, (new, call) in enumerate(added):
        own = "planted-" + "ab"[number]
        edits["templates", own] = new
        step = {"name": own, "template": own, **call}
        if number and sort == "tasks":
            step = {"dependencies": ["planted-a"], **step}
        path = ("templates", name, sort, len(template[sort]) + number)
        edits[path] = [step] if sort == "steps" else step
        paths.append((*path, 0) if sort == "steps" else path)
    return edits, paths


def _owner(graph: Graph) -> str:
    return "tasks" if graph["templates"][graph["entrypoint"]]["kind"] == "DAG" else "steps"


def faulty_argument(graph: Graph) -> Iterator[Plant]:
    """The one argument of an added step is at fault."""
    wrongs: list[tuple[str, Any, Path]] = [
        ("DG317", "{{workflow.outputs.parameters.nothing-such}}", ()),
        ("DG329", "{{workflow.annotations.note}}", ()),
        ("DG333", "{{=sprig.uuidv4()}}", ()),
        ("DG309", "{{retries}}", ()),
        ("DG316", "{{workflow.parameters.nothing-such}}", ()),
        ("DG907", "{{=toJson(uniq([1, 1]))}}", ()),
        ("DG403", {"$value": {"kind": "nonsense"}}, ("$value",)),
        ("DG413", {"$value": {"kind": "bytes", "base64": "AA=="}, "note": 1}, ()),
    ]
    if graph.get("parameters"):
        wrongs.append(("DG328", "{{=toJson(workflow.parameters)}}", ()))
    for code, wrong, below in wrongs:
        edits, (path,) = with_calls(graph, (_TAKER, {"parameters": {"x": wrong}}))
        place = (*path, "parameters", "x")
        yield Plant(edits, (code,), (place, (*place, *below), (*place, "$value", "kind")))
    opaque = {"$value": {"kind": "opaque", "codec": "jsonpickle", "class": "int", "data": 5}}
    taker = _op(inputs={"x": _port("any")})
    edits, (path,) = with_calls(graph, (taker, {"parameters": {"x": opaque}}))
    yield Plant(edits, ("DG414",), ((*path, "parameters", "x"),))
    edits, (path,) = with_calls(graph, (_TAKER, {"parameters": {"x": "a" * 300_000}}))
    yield Plant(edits, ("DG412",), ((*path, "parameters", "x"),))


def faulty_use(graph: Graph) -> Iterator[Plant]:
    """A step uses in a wrong way what the step before it gives."""
    owner = _owner(graph)

    def out(rest: str, eq: str = "") -> str:
        return f"{{{{{eq}{owner}.planted-a.{rest}}}}}"

    def x(value: str) -> dict[str, Any]:
        return {"parameters": {"x": value}}

    def f(value: str, **fields: Any) -> dict[str, Any]:
        return {"artifacts": {"f": value}, **fields}

    n, t = out("outputs.parameters.n"), out("outputs.parameters.t")
    loop = {"with_param": [1, 2]}
    big = _op(outputs={"b": _port("str", "BigParameter"), "n": _port("int")})
    taker = _op(inputs={"x": _port("list[int]", default=[])})
    needy = _op(inputs={"x": _port("int")})
    box = _op(outputs={"n": _port("object[lab.Box]")})
    other = _op(inputs={"x": _port("object[lab.Other]")})
    parts = _op(outputs={"parts": _port("list[path]", "Artifact"), "ids": _port("list[int]")})
    numbers = out("outputs.parameters.ids")
    reader = _op(inputs={"f": _port("path", "Artifact")}, outputs={"n": _port("int")})
    sliced = {"slices": {"input_artifact": ["f"], "output_parameter": ["n"], "sub_path": True}}
    used, given, when = ("parameters", "x"), ("artifacts", "f"), ("when",)
    for code, first, how, second, call, place in (
        ("DG214", _PLAIN, {"key": "fixed"}, _PLAIN, {"key": "fixed"}, ("key",)),
        ("DG321", _WAIT, {}, _TAKER, x(out("outputs.result")), used),
        ("DG324", _MAKER, {}, _TAKER, x(out("outputs.parameters")), used),
        ("DG323", _MAKER, loop, _TAKER, f(out("outputs.artifacts.f")), given),
        ("DG327", _MAKER, {}, _TAKER, x(out("outputs.parameters.n", "=")), used),
        ("DG325", parts, {}, _TAKER, {"with_param": numbers, **x("{{item.id}}")}, used),
        ("DG335", _MAKER, {}, _TAKER, {"when": f"{t} == a"}, when),
        ("DG340", _MAKER, {}, _TAKER, {"when": f"{n} == 'none'"}, when),
        ("DG340", _MAKER, {}, _TAKER, {"when": f"'{out('status')}' == 'Success'"}, when),
        ("DG336", _MAKER, {"when": _MAYBE}, needy, x(n), used),
        ("DG404", _MAKER, {}, taker, x(n), used),
        ("DG404", _MAKER, {}, taker, x(t), used),
        ("DG405", box, {}, other, x(n), used),
        ("DG406", big, {}, taker, x(out("outputs.parameters.b")), used),
        ("DG407", big, {}, _TAKER, {"when": f"'{out('outputs.parameters.b')}' == 'a'"}, when),
        ("DG313", _MAKER, {}, _TAKER, x(out("outputs.artifacts.f")), used),
        ("DG304", _MAKER, {}, _TAKER, x(out("outputs.parameters.nothing-such")), used),
        ("DG322", _MAKER, {}, _TAKER, x(out("inputs.parameters.n")), used),
        ("DG733", parts, {}, reader, f(out("outputs.artifacts.parts"), **sliced), given),
    ):
        edits, (_, path) = with_calls(graph, (first, how), (second, call))
        yield Plant(edits, (code,), ((*path, *place),))


def uncut_input(graph: Graph) -> Iterator[Plant]:
    """An added step slices around Steps, in which the sliced input is not passed on alone."""
    cut = {"slices": {"input_parameter": ["n"]}, "parameters": {"n": [1, 2]}}
    n = "{{inputs.parameters.n}}"
    inner = {"name": "inner", "template": "planted-op", "parameters": {"x": n}}
    for wrong, place in (
        ({"when": f"{n} > 1"}, ("when",)),
        ({"key": f"inner-{n}"}, ("key",)),
        ({"parameters": {"x": f"{n}0"}}, ("parameters", "x")),
    ):
        group = {
            "kind": "Steps",
            "inputs": {"parameters": {"n": {"type": "int"}}},
            "steps": [[{**inner, **wrong}]],
        }
        edits, _ = with_calls(graph, (group, cut))
        edits["templates", "planted-op"] = _op(inputs={"x": _port("int")})
        yield Plant(edits, ("DG522",), (("templates", "planted-a", "steps", 0, 0, *place),))


def faulty_call(graph: Graph) -> Iterator[Plant]:
    """An added step has a setting that does not belong there."""
    manifest = {"action": "create", "manifest": "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"}
    number = {"n": _port("int")}
    maker = _op(inputs={"i": _port("int", default=1)}, outputs=number)
    big = _op(inputs={"i": _port("int")}, outputs={"b": _port("str", "BigParameter")})
    cut = {"input_parameter": ["i"]}
    remote = {"host": "login.example.org", "username": "me"}
    word = {"name": "login", "key": "word"}

    def executor(config: dict[str, Any], **secrets: Any) -> dict[str, Any]:
        found = {"kind": "SlurmRemoteExecutor", "config": config}
        return {"executor": {**found, "secrets": secrets} if secrets else found}

    two = {"parameters": {"i": [1, 2]}}
    of_item = {"parameters": {"x": "{{item.b}}"}}
    config: Path = ("executor", "config")
    stacked = {**cut, "output_parameter": ["b"]}
    for code, template, call, place in (
        ("DG332", _WAIT, {"use_resource": manifest}, ("use_resource",)),
        ("DG511", _TAKER, {"slices": {"input_parameter": ["x"]}}, ("slices",)),
        ("DG502", maker, {"slices": {"output_parameter": ["n"]}}, ("slices",)),
        ("DG325", _TAKER, {"with_param": [{"a": 1}], **of_item}, ("parameters", "x")),
        (
            "DG510",
            maker,
            {"slices": {"output_parameter": ["n"], "sub_path": True}},
            ("slices", "sub_path"),
        ),
        ("DG505", maker, {**two, "slices": {**cut, "pool_size": 2}}, ("slices", "pool_size")),
        ("DG505", maker, {**two, "slices": {**cut, "shuffle": True}}, ("slices", "shuffle")),
        ("DG507", big, {**two, "slices": stacked}, ("slices", "output_parameter", 0)),
        ("DG518", _PLAIN, {"continue_on_num_success": 1}, ("continue_on_num_success",)),
        (
            "DG519",
            _PLAIN,
            {"with_param": [1, 2], "continue_on_num_success": 1, "continue_on_success_ratio": 0.5},
            ("continue_on_success_ratio",),
        ),
        (
            "DG520",
            _PLAIN,
            {"with_param": [1, 2], "continue_on_num_success": 3},
            ("continue_on_num_success",),
        ),
        ("DG521", _PLAIN, {"parallelism": 2}, ("parallelism",)),
        ("DG213", _PLAIN, {"name": "planted-init-artifact"}, ("name",)),
        ("DG802", _PLAIN, executor({**remote, "password": "hunter2"}), (*config, "password")),
        (
            "DG804",
            _PLAIN,
            executor({**remote, "password_file": "a"}, username=word),
            (*config, "username"),
        ),
    ):
        edits, (path,) = with_calls(graph, (template, call))
        yield Plant(edits, (code,), ((*path, *place),))


def faulty_template(graph: Graph) -> Iterator[Plant]:
    """An added template has a setting that does not belong there."""
    resource = {"action": "create", "manifest": "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"}
    opaque = {"$value": {"kind": "opaque", "codec": "jsonpickle", "class": "ase.Cell", "data": "e"}}
    unknown = {"action": "create", "manifest_from": "nothing-such"}
    from_nowhere = {"kind": "ResourceOPTemplate", "resource": unknown}
    saved = {"kind": "s3", "key": "runs/planted"}
    claim = {"kind": "pvc", "name": "planted", "subpath": "a", "size": "1Gi"}
    path = {"path": "/tmp/a"}
    source = {"kind": "s3", "key": "a"}

    def outs(a: Any, b: Any) -> dict[str, Any]:
        artifacts = {"a": {"path": "/tmp/a", "save": [a]}, "b": {"path": "/tmp/b", "save": [b]}}
        return {**_PLAIN, "outputs": {"artifacts": artifacts}}

    def ins(**parameter: Any) -> dict[str, Any]:
        return {**_SHELL, "script": "cat /tmp/a", "inputs": {"parameters": {"a": parameter}}}

    def artifacts(a: str, b: str) -> dict[str, Any]:
        entries = {n: {"path": p, "optional": True} for n, p in (("a", a), ("b", b))}
        return {**_PLAIN, "inputs": {"artifacts": entries}}

    a, b = ("outputs", "artifacts", "a"), ("outputs", "artifacts", "b")
    of_input: Path = ("inputs", "parameters", "a")
    big = {"value": 1, "save_as_artifact": True}
    maker = _op(outputs={"n": _port("int", default=opaque)})
    for code, template, places in (
        ("DG740", from_nowhere, (("resource", "manifest_from"),)),
        ("DG714", {**_PLAIN, "resource": resource}, (("script",),)),
        ("DG326", ins(value=1), (of_input,)),
        ("DG408", ins(**big), (of_input,)),
        ("DG409", ins(**big, **path, source=source), ((*of_input, "source"),)),
        (
            "DG410",
            _op(outputs={"n": _port("dict[list[int], int]")}),
            (("op", "outputs", "n", "type"),),
        ),
        ("DG415", maker, (("op", "outputs", "n", "default"),)),
        ("DG705", artifacts("/tmp/in/a", "/tmp/in/a/b"), (("inputs", "artifacts", "b", "path"),)),
        ("DG705", artifacts("/tmp/in/a/b", "/tmp/in/a"), (("inputs", "artifacts", "a", "path"),)),
        ("DG724", outs(saved, saved), ((*b, "save", 0), (*a, "save", 0))),
        (
            "DG721",
            outs(claim, {**claim, "subpath": "b", "size": "2Gi"}),
            ((*b, "save", 0, "size"), (*a, "save", 0, "size")),
        ),
        (
            "DG903",
            _op(inputs={f"i{n}": _port("int", default=0) for n in range(501)}),
            (("op", "inputs"),),
        ),
        ("DG904", {**_SHELL, "script": "true #" + "x" * 140_000}, ((),)),
    ):
        edits, _ = with_calls(graph, (template, {}))
        yield Plant(edits, (code,), tuple(("templates", "planted-a", *p) for p in places))


def too_many_parts(graph: Graph) -> Iterator[Plant]:
    """Templates and tasks in such numbers that Argo takes them no more."""
    templates = {f"planted-t{n}": _PLAIN for n in range(201)}
    group = [{"name": name, "template": name} for name in templates]
    steps = {"kind": "Steps", "steps": [group]}
    edits, _ = with_calls(graph, (steps, {}))
    yield Plant(
        {**edits, **{("templates", n): t for n, t in templates.items()}},
        ("DG901",),
        (("templates",),),
    )
    tasks = [{"name": f"t{n}", "template": "planted-b"} for n in range(201)]
    edits, _ = with_calls(graph, ({"kind": "DAG", "tasks": tasks}, {}), (_PLAIN, {}))
    yield Plant(edits, ("DG902",), (("templates", "planted-a", "tasks"),))
    if len(graph["templates"]) > _MANY:
        return  # it would have too many templates as well
    chain = {
        f"planted-c{n}": {
            "kind": "Steps",
            "steps": [[{"name": "down", "template": f"planted-c{n + 1}"}]],
        }
        for n in range(110)
    }
    first = {"kind": "Steps", "steps": [[{"name": "down", "template": "planted-c0"}]]}
    edits, _ = with_calls(graph, (first, {}))
    edits |= {("templates", n): t for n, t in chain.items()} | {
        ("templates", "planted-c110"): _PLAIN
    }
    places = tuple(("templates", n, "steps", 0, 0, "template") for n in chain)
    yield Plant(edits, ("DG609",), places)


def repeated_key(graph: Graph) -> Iterator[Plant]:
    """A step with a key that does not change, in a template that is called in a loop."""
    step = {"name": "a", "template": "planted-b", "key": "fixed"}
    group = {"kind": "Steps", "steps": [[step]]}
    edits, _ = with_calls(graph, (group, {"with_param": [1, 2]}), (_PLAIN, {}))
    yield Plant(edits, ("DG216",), (("templates", "planted-a", "steps", 0, 0, "key"),))


def island_of_templates(graph: Graph) -> Iterator[Plant]:
    """Two templates that call each other and are called by nothing else."""
    ping, pong = (
        {
            "kind": "Steps",
            "steps": [[{"name": "go", "template": other, "when": _MAYBE}]],
        }
        for other in ("planted-pong", "planted-ping")
    )
    names = (("templates", "planted-ping"), ("templates", "planted-pong"))
    yield Plant(dict(zip(names, (ping, pong), strict=True)), ("DG607",), names)


def exit_that_repeats(graph: Graph) -> Iterator[Plant]:
    """The entrypoint is the exit handler, too, where its inputs allow that."""
    if "on_exit" not in graph and not graph["templates"][graph["entrypoint"]].get("inputs"):
        yield Plant({("on_exit",): graph["entrypoint"]}, ("DG611",), (("on_exit",),))
