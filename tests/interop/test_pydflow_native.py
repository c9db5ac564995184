"""One script, two ways: run under pydflow and converted, or run under dflow_graph itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dflow_graph.interop.pydflow import from_pydflow
from tests.interop.comparison import differences
from tests.interop.conftest import SCRIPTS

HERE = Path(__file__).parent
NOT_RUN = {"plugins": "No module named 'dflow_graph.plugins.bohrium'"}
COMPARED = [script for script in SCRIPTS if script.stem not in NOT_RUN]
# What `submit` finds wrong in the graphs themselves; pydflow finds nothing.
REFUSED = {
    "secrets_and_clients": "DG802",
    "secrets_everywhere": "DG801 DG802",
    "true_errors": "DG316 DG402",
    "typed_ports": "DG404",
}
# What pydflow's graph says in another way, in every graph.
ELSEWHERE = {
    r"/namespace": "pydflow's configuration fills it in",
    r"/templates/[^/]+/op/source(_digest)?": "pydflow keeps all lines above the OP",
    r"/templates/[^/]+/(kind|command|args)": "script templates of all kinds are one kind there",
    r".*/artifacts/\w+(/.*)?": "a file is uploaded by pydflow, and named by its key there",
    r".*/python_packages/\d/path": "pydflow keeps the packages in no order",
    r".*/extensions": "the class of an object that only pydflow makes",
}
DEFAULTED = "an argument that equals the default, which pydflow writes out"
LOST = "pydflow's graph has lost it"
MOVED = "pydflow moves the parallelism to the template"
SECRET = "a credential in clear, which the converter replaces and `submit` refuses"
FILLED = "what its constructor fills in, which pydflow writes with the executor"
LISTED = {
    "apex_properties": (r".*/parallelism|.*/parameters/flow_id", f"{MOVED}; {DEFAULTED}"),
    "argo_functions": (r".*/with_param|.*/template|/templates/echo.*|.*/parameters.*", LOST),
    "calls_in_context": (
        r".*/parameters|.*/annotations",
        f"{DEFAULTED}; and the progress of templates that are scripts there",
    ),
    "class_op": (r".*/parameters/(nsteps|seed|tags)", DEFAULTED),
    "concurrent_learning": (r".*/config/type|.*/save_both|.*/config/save_as_artifact", LOST),
    "container_op": (r".*/script", "the arguments become one line of a shell"),
    "context_syntax": (r".*/parameters/text", DEFAULTED),
    "continue_on": (r".*/parallelism", MOVED),
    "dag_deps": (r".*/dependencies/0", "`a` for `a.Succeeded`"),
    "dpgen_loop": (
        r".*/(template_script|train_config)/type|.*/resources_dict/\w+|.*/optional_parameter",
        f"pydflow takes the type of what is passed on; {FILLED}; {DEFAULTED}",
    ),
    "expression_mix": (
        r".*/with_param|.*/dependencies/1",
        "a reference as an expression; `a` for `a.Succeeded`",
    ),
    "function_op": (r".*/parameters", DEFAULTED),
    "hooks_and_exit": (r"/on_exit|.*_hook|/templates/(bye|notify)", LOST),
    "hooks_when_keys": (
        r".*/parallelism|.*/memoize_key|.*/parameters",
        f"{MOVED}; {LOST}; {DEFAULTED}",
    ),
    "memoized_groups": (r".*/memoize_key", LOST),
    "op_with_state": (r".*/state|.*/template|/templates/scale-2", LOST),
    "optional_artifacts": (r".*/artifacts", "`null` is said by leaving it out"),
    "parameter_values": (r".*/parameters/note", DEFAULTED),
    "recursion": (r".*/parameters/limit", DEFAULTED),
    "resources": (r".*/use_resource/(manifest|success_condition)", LOST),
    "retries": (r".*/(progress_total|output_parameter_default|memoize_key)", LOST),
    "secrets_and_clients": (r".*/envs/API_TOKEN", SECRET),
    "secrets_everywhere": (
        r".*(note|assword|/envs/\w+|/value|/script|api_key|token|/url|/parameters)"
        r"|.*/resources_dict/\w+|.*/input_data",
        f"{SECRET}; {FILLED}; {DEFAULTED}",
    ),
    "storage_kinds": (
        r".*/dependencies/0|.*/parameters/n|.*/output_artifact_archive",
        f"`a` for `a.Succeeded`; {DEFAULTED}; {LOST}",
    ),
    "true_errors": (
        r".*/\$value/(codec|data)|.*/7/0/parameters/d|.*/parameters/(list|plain)",
        f"a class and a function stay what jsonpickle wrote; NaN is a number of JSON; {DEFAULTED}",
    ),
    "typed_functions": (r".*/parameters/note", DEFAULTED),
    "typed_ports": (
        r"/templates/inner/(in|out)puts/parameters/[aco]/type|.*/parameters/[cdew]|.*/d/default",
        f"types of ports of `Steps`, and that a default is a tuple: {LOST}; {DEFAULTED}",
    ),
}


def test_what_is_refused_or_does_not_run_is_listed(native: Path) -> None:
    said = json.loads((native / "errors.json").read_text())
    assert {name: text.rpartition(": ")[2] for name, text in said.items()} == REFUSED | NOT_RUN


def unlisted(name: str, one: Any, other: Any) -> Iterator[str]:
    patterns = [*ELSEWHERE, LISTED.get(name, ("(?!)", ""))[0]]
    for pointer in differences(one, other):
        if not any(re.fullmatch(pattern, pointer) for pattern in patterns):
            yield pointer


@pytest.mark.parametrize("script", COMPARED, ids=lambda path: path.stem)
def test_converted_graph_is_the_native_one_but_for_listed_fields(
    script: Path, native: Path
) -> None:
    ours = json.loads((native / f"{script.stem}.json").read_text())
    graph = json.loads((HERE / "graphs" / f"{script.stem}.graph.json").read_text())
    converted, _ = from_pydflow(graph, stable_names=True)
    assert list(unlisted(script.stem, ours, converted)) == []


def test_there_are_enough_scripts_and_no_idle_entry(native: Path) -> None:
    assert len(COMPARED) >= 25
    assert set(LISTED) <= {script.stem for script in COMPARED}
    for name, (pattern, _) in LISTED.items():
        ours = json.loads((native / f"{name}.json").read_text())
        graph = json.loads((HERE / "graphs" / f"{name}.graph.json").read_text())
        converted, _ = from_pydflow(graph, stable_names=True)
        assert any(re.fullmatch(pattern, p) for p in differences(ours, converted)), name
