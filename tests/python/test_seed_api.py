"""Each name of dflow.python is here, with its kind, its arguments and their defaults.

`seed_api.json` holds them as dflow's published reference lists them: qualified name to kind
(`class`, `exception`, `function`, `classmethod`, `static`, `method`, `attribute`), bases, and
parameters with the text of their default.
"""

import importlib
import inspect
import json
from pathlib import Path

import pytest

SEED = json.loads((Path(__file__).parent / "seed_api.json").read_text())
MODULES = ("op", "opio", "python_op_template", "utils")
VARIADIC = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}


def found(name):
    """The object, and how its owner holds it."""
    parts = name.split(".")[2:]
    has_module = parts[0] in MODULES
    owner = importlib.import_module("dflow_graph.python" + f".{parts[0]}" * has_module)
    for part in (way := parts[has_module:])[:-1]:
        owner = getattr(owner, part)
    return getattr(owner, way[-1]), inspect.getattr_static(owner, way[-1])


def parameters_of(thing):
    """Names with the text of their defaults; keyword-only ones are ours, behind the seed's."""
    listed = []
    for parameter in inspect.signature(thing).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY:
            assert parameter.default is not parameter.empty
            continue
        name = VARIADIC.get(parameter.kind, "") + parameter.name
        has_default = parameter.default is not parameter.empty
        listed.append([name, repr(parameter.default)] if has_default else [name])
    return listed


def is_kind(kind, thing, held):
    is_abstract = getattr(held, "__isabstractmethod__", False)
    return {
        "class": inspect.isclass(thing),
        "exception": inspect.isclass(thing) and issubclass(thing, Exception),
        "function": inspect.isfunction(thing),
        "static": isinstance(held, staticmethod),
        "classmethod": isinstance(held, classmethod),
        "abstract classmethod": isinstance(held, classmethod) and is_abstract,
        "abstract": inspect.isfunction(held) and is_abstract,
        "method": inspect.isfunction(held),
        "attribute": not callable(thing),
    }[kind]


@pytest.mark.parametrize("name", SEED)
def test_a_name_of_the_seed_is_here_with_its_kind_arguments_and_defaults(name):
    wanted = SEED[name]
    thing, held = found(name)
    assert is_kind(wanted["kind"], thing, held)
    if wanted["kind"] == "attribute":
        assert repr(thing) == wanted["value"]
    if "parameters" in wanted:
        ours = parameters_of(thing)
        is_method = wanted["kind"] in ("method", "abstract")
        assert ours[is_method : is_method + len(wanted["parameters"])] == wanted["parameters"]
        assert all(
            len(parameter) == 2 for parameter in ours[is_method + len(wanted["parameters"]) :]
        )


@pytest.mark.parametrize("name", [name for name in SEED if "bases" in SEED[name]])
def test_a_class_of_the_seed_has_its_bases(name):
    thing, _ = found(name)
    bases = {base.__name__ for base in inspect.getmro(thing)}
    assert set(SEED[name]["bases"]) <= bases
