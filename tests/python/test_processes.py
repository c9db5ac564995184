import io
import os
import sys

import pytest

from dflow_graph.python.processes import CommandError, randstr, run_command, set_directory


def test_a_folder_is_entered_and_left_even_after_an_error(tmp_path):
    before = os.getcwd()
    with set_directory(tmp_path / "a", mkdir=True) as path:
        assert os.getcwd() == str(path) == str(tmp_path / "a")
    assert os.getcwd() == before
    with pytest.raises(ZeroDivisionError), set_directory(tmp_path):
        1 / 0  # noqa: B018
    assert os.getcwd() == before


def test_a_command_gives_its_status_and_what_it_wrote():
    code = "import sys; print(sys.stdin.read()); print('e', file=sys.stderr)"
    assert run_command([sys.executable, "-c", code], input="in") == (0, "in\n", "e\n")


def test_a_text_is_split_unless_it_is_for_the_shell():
    assert run_command("echo a  b")[1] == "a b\n"
    assert run_command("echo a && echo b", shell=True)[1] == "a\nb\n"
    assert run_command(["echo", "it's"], try_bash=False)[1] == "it's\n"
    assert run_command("echo $0", try_bash=True, login=False)[1] != ""


def test_a_failed_command_is_an_error_unless_it_is_allowed():
    with pytest.raises(CommandError, match="status 3") as caught:
        run_command("echo no >&2; exit 3", shell=True)
    assert isinstance(caught.value, AssertionError)
    assert caught.value.err == "no\n"
    assert run_command("exit 3", shell=True, raise_error=False)[0] == 3


def test_what_a_command_writes_is_copied_while_it_runs():
    copy = io.StringIO()
    status, out, err = run_command("cat; echo e >&2", shell=True, input="a\n", stdout=copy)
    assert (status, out, err, copy.getvalue()) == (0, "a\n", "e\n", "a\n")


def test_random_texts_have_the_wished_length():
    assert len(randstr()) == 5
    assert set(randstr(200)) <= set("0123456789abcdefghijklmnopqrstuvwxyz")
