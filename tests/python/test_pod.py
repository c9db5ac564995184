"""What the pod of an OP does: the script that it runs, and the run itself."""

import base64
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import dflow_graph
from dflow_graph.python import (
    OP,
    OPIO,
    Artifact,
    BigParameter,
    FatalError,
    OPIOSign,
    Parameter,
    PythonOPTemplate,
    Slices,
    TransientError,
    handle_packages_script,
    lineage,
)
from dflow_graph.python.errors import GraphError
from dflow_graph.python.group import group_items
from dflow_graph.python.pod import run_pod
from dflow_graph.python.script import hidden_inputs, json_text_of, task_of
from dflow_graph.python.slice_patterns import evaluate


class Work(OP):
    """Writes a file with the number, and fails as it is told."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {
                "n": int,
                "text": Parameter(str, default="{{default}}"),
                "rows": BigParameter(list[int], default=[7]),
                "conf": Artifact(Path, optional=True),
            }
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign(
            {
                "double": int,
                "seen": BigParameter(dict),
                "tag": Parameter(str, default="none"),
                "log": Artifact(Path),
            }
        )

    @OP.exec_sign_check
    def execute(self, op_in):
        n = op_in["n"]
        if n == 13:
            raise ValueError("bad luck")
        if n == 14:
            raise FatalError("no hope")
        if n == 15:
            raise TransientError("try again")
        if n == 16:
            self.set_output("double", 0)
            raise ValueError("with an output")
        path = Path(f"log-{n}.txt")
        path.write_text(op_in["conf"].read_text() if op_in["conf"] else "none")
        seen = {"rows": op_in["rows"], "text": op_in["text"], "key": self.key}
        seen["workflow"] = self.workflow_name
        return OPIO({"double": 2 * n, "seen": seen, "log": path})


@pytest.fixture
def root(tmp_path, monkeypatch):
    """The folder of a pod; the process works in another one."""
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    handler = signal.getsignal(signal.SIGTERM)
    for folder in ("inputs/parameters", "inputs/artifacts"):
        (tmp_path / folder).mkdir(parents=True)
    yield tmp_path
    signal.signal(signal.SIGTERM, handler)


def script(template, values):
    """The script of a template, with its tags replaced as Argo does."""

    def value(match):
        expression = match.group(1)
        name = re.search(r"\['(.*?)'\]", expression)
        text = values.get(name[1] if name else expression)
        return match.group() if text is None else base64.b64encode(text.encode()).decode()

    return re.sub(r"\{\{=sprig\.b64enc\((.*?)\)\}\}", value, template.render_script())


def run(template, **values):
    """The exit code of the pod of a template."""
    namespace = {"__name__": "not main"}
    exec(script(template, values), namespace)
    return run_pod(namespace["TASK"], namespace["VALUES"])


def template(root, **arguments):
    return PythonOPTemplate(Work, image="i", tmp_root=str(root), **arguments)


def parameter(root, name):
    return (root / "outputs/parameters" / name).read_text()


def items(root, name):
    """The catalogue of an output: order to path."""
    folder = root / "outputs/artifacts" / name / ".dflow"
    listed = [
        item for f in sorted(folder.iterdir()) for item in json.loads(f.read_text())["path_list"]
    ]
    return {item["order"]: item["dflow_list_item"] for item in listed}


def artifact(root, name, *texts):
    """An input artifact with a file for each text."""
    folder = root / "inputs/artifacts" / name
    (folder / ".dflow").mkdir(parents=True)
    listed = []
    for order, text in enumerate(texts):
        (folder / f"file-{order}").write_text(text)
        listed.append({"dflow_list_item": f"file-{order}", "order": order})
    (folder / ".dflow/0.json").write_text(json.dumps({"path_list": listed}))


def test_a_script_runs_by_itself_in_a_fresh_process(root):
    artifact(root, "conf", "hello")
    (root / "inputs/parameters/rows").write_text("[1, 2]")
    hostile = "'''}}\n{{=os}} \\ é {{inputs.parameters.n}}"
    values = {"n": "4", "text": hostile, "dflow_key": "k-1", "workflow.name": "wf"}
    done = subprocess.run(
        [sys.executable, "-c", script(template(root), values)],
        env={**os.environ, "PYTHONPATH": str(Path(dflow_graph.__file__).parents[1])},
        check=True,
        capture_output=True,
    )
    assert done.stderr == b""
    assert parameter(root, "double") == "8"
    assert json.loads(parameter(root, "seen")) == {
        "rows": [1, 2],
        "text": hostile,
        "key": "k-1",
        "workflow": "wf",
    }
    assert (root / "outputs/artifacts/log/log-4.txt").read_text() == "hello"
    assert items(root, "log") == {0: "log-4.txt"}


def test_what_did_not_arrive_has_its_default(root):
    assert run(template(root), n="1") == 0
    seen = json.loads(parameter(root, "seen"))
    assert seen == {"rows": [7], "text": "{{default}}", "key": None, "workflow": None}


@pytest.mark.parametrize(("n", "code"), [(1, 0), (13, 1), (14, 2), (15, 1)])
def test_the_exit_code_says_whether_to_try_again(root, n, code, capsys):
    # RET-1
    assert run(template(root), n=str(n)) == code
    assert ("Error" in capsys.readouterr().err) == bool(code)


@pytest.mark.parametrize("values", [{}, {"n": "x"}])
def test_an_input_that_is_missing_or_wrong_ends_with_1_and_names_the_port(root, values, capsys):
    assert run(template(root), **values) == 1
    assert "`n`" in capsys.readouterr().err


def test_an_output_that_was_set_outlives_a_failure(root, capsys):
    assert run(template(root), n="16") == 1
    assert parameter(root, "double") == "0"


def test_scripts_of_the_template_run_before_and_after_the_op(root, monkeypatch):
    # TPL-16: in pre_script and post_script the text `{tmp_root}` stands for the value of tmp_root
    monkeypatch.delenv("SET_BEFORE", raising=False)
    pre = "    import os\n    os.environ['SET_BEFORE'] = '{tmp_root}'\n"
    post = "with open('{tmp_root}/after', 'w') as f:\n    f.write(str({1: op_obj.key}))\n"
    assert run(template(root, pre_script=pre, post_script=post), n="1", dflow_key="k") == 0
    assert os.environ["SET_BEFORE"] == str(root)
    assert (root / "after").read_text() == "{1: 'k'}"
    monkeypatch.delenv("SET_BEFORE")


def test_sigterm_ends_the_op_as_an_error(root):
    assert run(template(root), n="1") == 0
    with pytest.raises(RuntimeError, match="SIGTERM"):
        os.kill(os.getpid(), signal.SIGTERM)


def test_packages_of_the_template_are_on_the_path(root, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("PYTHONPATH", "before")
    folder = root / "inputs/artifacts/dflow_python_packages"
    (folder / ".dflow").mkdir(parents=True)
    (folder / "lib/pkg").mkdir(parents=True)
    listed = [{"dflow_list_item": "lib/pkg", "order": 0}, {"dflow_list_item": "../x", "order": 1}]
    (folder / ".dflow/0").write_text(json.dumps({"path_list": listed}))
    assert run(template(root, python_packages=["lib/pkg"]), n="1") == 0
    assert sys.path[0] == str(folder / "lib")
    assert os.environ["PYTHONPATH"].split(os.pathsep) == [
        str(folder / "lib"),
        str(folder),
        "before",
    ]


def test_the_text_that_adds_packages_stands_alone(root, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("PYTHONPATH", "")
    (root / "it's").mkdir()
    exec(handle_packages_script(str(root / "it's")), {"__name__": "alone"})
    assert sys.path[0] == str(root / "it's")


def test_a_slice_takes_its_elements_and_stacks_its_outputs(root):
    # SLC-1, SLC-8, SLC-24
    artifact(root, "conf", "a", "b", "c")
    slices = Slices(
        "int('{{item}}')",
        input_parameter=["n"],
        input_artifact=["conf"],
        output_parameter=["double"],
        output_artifact=["log"],
    )
    assert run(template(root, slices=slices), n="[10, 20, 30]", dflow_var_0="1") == 0
    assert json.loads(parameter(root, "double")) == [{"dflow_list_item": 40, "order": 1}]
    assert items(root, "log") == {1: "log-20.txt"}
    assert (root / "outputs/artifacts/log/log-20.txt").read_text() == "b"


def test_a_slice_has_a_folder_of_its_own_where_it_is_asked_for(root):
    # SLC-17
    slices = Slices("{{item}}.{{item.x}}", input_parameter=[], output_artifact=["log"])
    made = template(root, slices=slices, create_slice_dir=True)
    assert run(made, n="1", dflow_var_0="2", dflow_var_1="k") == 0
    assert items(root, "log") == {"2.k": "2/k/log-1.txt"}


def test_the_caller_can_turn_the_cutting_off(root):
    # SLC-22
    made = template(root, slices=Slices(input_parameter=["n"]), skip_slice_input=True)
    assert run(made, n="3", dflow_var_0="1", dflow_skip_slice_input="1") == 0
    assert parameter(root, "double") == "6"
    assert run(made, n="[3, 4]", dflow_var_0="1", dflow_skip_slice_input="0") == 0
    assert parameter(root, "double") == "8"


def test_an_item_that_was_downloaded_alone_is_not_cut_again(root):
    # SLC-5
    artifact(root, "conf", "only")
    slices = Slices(input_artifact=["conf"], sub_path=True, output_artifact=["log"])
    made = template(root, slices=slices)
    assert run(made, n="5", dflow_var_0="1", dflow_conf_sub_path="file-0") == 0
    assert (root / "outputs/artifacts/log/log-5.txt").read_text() == "only"
    assert items(root, "log") == {1: "log-5.txt"}


POOL = {"input_parameter": ["n"], "output_parameter": ["double"], "output_artifact": ["log"]}


@pytest.mark.parametrize("pool_size", [1, 2, -1])
def test_a_pool_calls_the_op_once_for_each_slice_of_the_group(root, pool_size):
    # SLC-6, SLC-7
    slices = Slices(**POOL, input_artifact=["conf"], group_size=2, pool_size=pool_size)
    artifact(root, "conf", "a", "b", "c", "d", "e")
    made = template(root, slices=slices, success_tag=True)
    code = run(made, n="[1, 2, 3, 4, 5]", dflow_group="1", dflow_items="[0, 1, 2, 3, 4]")
    assert code == 0
    assert json.loads(parameter(root, "double")) == [
        {"dflow_list_item": 6, "order": 2},
        {"dflow_list_item": 8, "order": 3},
    ]
    assert items(root, "log") == {2: "log-3.txt", 3: "log-4.txt"}
    assert (root / "outputs/artifacts/log/log-4.txt").read_text() == "d"
    assert (root / "outputs/success_tag").read_text() == "2"
    assert (root / "cwd") == Path.cwd()


@pytest.mark.parametrize("create", [{"create_slice_dir": True}, {}])
def test_the_slices_of_a_pool_work_in_folders_of_their_own(root, create):
    slices = Slices(**POOL, pool_size=1, group_size=9, create_dir=not create)
    made = template(root, slices=slices, **create)
    assert run(made, n="[1, 2]", dflow_group="0", dflow_items="[0, 1]") == 0
    assert items(root, "log") == {0: "0/log-1.txt", 1: "1/log-2.txt"}


@pytest.mark.parametrize(
    ("numbers", "tag", "raises", "code"),
    [
        ("[1, 13, 14]", False, False, 1),
        ("[1, 14, 13]", False, False, 2),
        ("[1, 14, 13]", True, False, 0),
        ("[1, 14, 13]", True, True, 2),
    ],
)
def test_a_slice_that_fails_does_not_keep_the_others_from_running(
    root, numbers, tag, raises, code, capsys
):
    # SLC-14, RET-9
    slices = Slices(**POOL, group_size=3, pool_size=2, raise_for_group=raises)
    made = template(root, slices=slices, success_tag=tag)
    assert run(made, n=numbers, dflow_group="0", dflow_items="[0, 1, 2]") == code
    # SLC-8: a slice that failed contributes no element
    assert json.loads(parameter(root, "double")) == [{"dflow_list_item": 2, "order": 0}]
    assert items(root, "log") == {0: "log-1.txt"}
    if tag:
        assert (root / "outputs/success_tag").read_text() == "1"


def test_what_a_failed_slice_had_set_is_kept(root, capsys):
    slices = Slices(**POOL, group_size=3, pool_size=1)
    made = template(root, slices=slices)
    assert run(made, n="[16, 1]", dflow_group="0", dflow_items="[0, 1]") == 1
    assert json.loads(parameter(root, "double")) == [
        {"dflow_list_item": 0, "order": 0},
        {"dflow_list_item": 2, "order": 1},
    ]


def test_sliced_inputs_of_different_lengths_are_an_error(root, capsys):
    # SLC-3
    artifact(root, "conf", "a", "b")
    slices = Slices("[0, 1]", input_artifact=["conf"], pool_size=1)
    made = template(root, slices=slices, input_parameter_slices={"n": "[0]"})
    assert run(made, n="[1, 2]") == 1
    assert "`conf` has 2, `n` has 1" in capsys.readouterr().err


def test_items_that_do_not_arrive_are_an_error(root, capsys):
    made = template(root, slices=Slices(**POOL, group_size=2, pool_size=1))
    assert run(made, n="[1]") == 1
    assert "the items of the group did not arrive" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("seed", "count", "order"),
    [(0, 5, [2, 1, 0, 4, 3]), (0, 10, [7, 8, 1, 5, 3, 4, 2, 0, 9, 6]), (7, 6, [4, 0, 5, 3, 1, 2])],
)
def test_the_shuffle_gives_the_order_of_the_specification(seed, count, order):
    # SLC-16
    group = {
        "size": count,
        "shuffle": True,
        "seed": seed,
        "format": None,
        "items": "dflow_items",
        "number": "dflow_group",
    }
    values = {"dflow_items": json.dumps(list(range(count))), "dflow_group": "0"}
    assert group_items(group, values) == order


def test_a_group_takes_members_of_its_items(root):
    slices = Slices("{{item.at}}", input_parameter=["n"], output_parameter=["double"])
    slices.group_size, slices.pool_size = 2, 1
    listed = json.dumps([{"at": 1}, {"at": 0}])
    assert run(template(root, slices=slices), n="[5, 6]", dflow_group="0", dflow_items=listed) == 0
    assert [e["order"] for e in json.loads(parameter(root, "double"))] == [1, 0]


def test_a_pattern_may_refer_to_an_input(root):
    made = template(root, input_parameter_slices={"n": "{{inputs.parameters.text}}"})
    assert run(made, n="[5, 6]", text="1") == 0
    assert parameter(root, "double") == "12"
    made.input_sign["it's"] = int
    with pytest.raises(GraphError, match="a name has letters"):
        made.render_script()


@pytest.mark.parametrize(
    ("pattern", "index"),
    [
        ("3", 3),
        (" 3 ", 3),
        ("'3'", 3),
        ("007", "007"),
        ("a.b", "a.b"),
        ('"a.1"', "a.1"),
        ("int('4')", 4),
        ("int(4)", 4),
        ("[]", []),
        ("[ ]", []),
        ("[0, 'a.b',int(2)]", [0, "a.b", 2]),
    ],
)
def test_a_pattern_says_an_index(pattern, index):
    # SLC-4
    assert evaluate(pattern) == index


@pytest.mark.parametrize(
    "pattern",
    ["", "[", "[1", "1]", "[[1]]", "f(1)", "int('a')", "a..b", "'a", "a,b", "__import__('x')"],
)
def test_a_pattern_that_is_none_is_an_error_and_nothing_is_executed(pattern):
    with pytest.raises(GraphError, match="slice pattern"):
        evaluate(pattern)


@settings(max_examples=50)
@example({"quotes": "'''"})
@given(st.dictionaries(st.text(), st.text(alphabet="{}'\"\\=%\nax é"), max_size=4))
def test_no_text_of_a_task_is_a_tag_and_all_of_it_arrives(texts):
    # OP-7: "an emitter MUST bring it to the pod unchanged"
    written = json_text_of({"texts": texts, "nested": [{"a": {}}, {}]})
    assert json.loads(written)["texts"] == texts
    assert eval(f"r'''{written}'''") == written
    assert "{{" not in written
    assert written.isascii()


def test_all_hidden_inputs_are_listed_in_one_place(root):
    assert list(hidden_inputs(template(root))) == ["dflow_key"]
    sliced = template(root, slices=Slices(sub_path=True, input_artifact=["conf"]))
    assert list(hidden_inputs(sliced)) == ["dflow_key", "dflow_conf_sub_path"]
    grouped = template(root, slices=Slices(**POOL, group_size=2), skip_slice_input=True)
    assert list(hidden_inputs(grouped)) == [
        "dflow_key",
        "dflow_group",
        "dflow_items",
        "dflow_skip_slice_input",
    ]
    mapped = template(root, output_artifact_slices={"log": "{{item.x}}"})
    assert hidden_inputs(mapped)["dflow_var_0"].value == "{{item.x}}"


def test_a_task_is_plain_data_without_any_setting(root):
    task = task_of(template(root, slices=Slices(**POOL)))
    assert json.loads(json.dumps(task)) == task


@pytest.fixture
def client(root, monkeypatch):
    class Client:
        def register_task(self, task_name, input_urns, output_uris, workflow_urn):
            self.call = (task_name, input_urns, output_uris)
            return {"log": "urn:log"}

    argo = {"outputs": {"artifacts": [{"name": "log", "s3": {"key": "a/log"}}]}}
    monkeypatch.setenv("ARGO_TEMPLATE", json.dumps(argo))
    made = Client()
    lineage.set_client(made)
    yield made
    lineage.set_client(None)


@pytest.mark.parametrize("is_first", ["1", "0"])
def test_a_run_is_registered_with_the_lineage_client_of_a_loop_the_first_alone(
    root, client, is_first
):
    slices = Slices(register_first_only=True, input_parameter=["n"])
    made = template(root, slices=slices)
    values = {"workflow.name": "wf", "pod.name": "p", "dflow_conf_urn": "urn:c"}
    assert run(made, n="[1]", dflow_var_0="0", dflow_is_first=is_first, **values) == 0
    called = getattr(client, "call", None)
    assert called == (("wf/p", {"conf": "urn:c"}, {"log": "a/log"}) if is_first == "1" else None)
