"""Lists of the items of artifacts, and the counting of successes: what helper pods do."""

from __future__ import annotations

import base64
import json

import pytest

from dflow_graph.python.errors import GraphError, UnsafePathError
from dflow_graph.python.item_lists import item_rows, main, orders_of
from dflow_graph.python.successes import enough
from dflow_graph.python.successes import main as count


def catalogue(folder, *items):
    (folder / ".dflow").mkdir(parents=True)
    listed = [{"dflow_list_item": path, "order": order} for order, path in items]
    (folder / ".dflow" / "0.json").write_text(json.dumps({"path_list": listed}))
    return str(folder)


def test_items_of_artifacts_stand_side_by_side(tmp_path):
    first = catalogue(tmp_path / "a", (1, "x/b"), (0, "x/a"))
    second = catalogue(tmp_path / "b", (0, "c"), (1, "d"))
    assert item_rows([("one", first, False), ("two", second, False)]) == [
        {"order": 0, "one": "x/a", "two": "c"},
        {"order": 1, "one": "x/b", "two": "d"},
    ]


def test_an_order_is_the_index_in_the_list_also_where_pieces_are_missing(tmp_path):
    # SLC-8: the list is shorter by a slice that failed.
    root = catalogue(tmp_path, (0, "a"), (2, "c"))
    assert item_rows([("one", root, False)]) == [
        {"order": 0, "one": "a"},
        {"order": 1, "one": "c"},
    ]
    assert orders_of([("one", root, False)]) == [0, 1]


def test_an_item_without_a_file_has_the_path_of_the_catalogue(tmp_path):
    root = catalogue(tmp_path, (0, None))
    assert item_rows([("one", root, False)]) == [{"order": 0, "one": ".dflow"}]


def test_keys_are_orders_of_a_dictionary(tmp_path):
    root = catalogue(tmp_path, ("train.x", "a"), ("train.y", "b"), ("test", "c"))
    rows = item_rows([("one", root, False)])
    assert [row["order"] for row in rows] == ["train.x", "train.y", "test"]
    assert orders_of([("one", root, False)]) == ["train", "test"]


def test_pieces_of_an_artifact_come_one_after_another(tmp_path):
    # ART-7
    listed = catalogue(tmp_path / "a", (0, "x"), (1, "y"))
    (tmp_path / "b").mkdir()
    read = [("one", listed, True), ("one", str(tmp_path / "b"), True)]
    assert orders_of(read) == [0, 1, 2]


@pytest.mark.parametrize("of", [item_rows, orders_of])
def test_artifacts_of_different_lengths_are_refused(of, tmp_path):
    # SLC-3
    first = catalogue(tmp_path / "a", (0, "x"))
    second = catalogue(tmp_path / "b", (0, "x"), (1, "y"))
    with pytest.raises(GraphError, match="`one` has 1, `two` has 2"):
        of([("one", first, False), ("two", second, False)])


def test_an_item_that_leads_out_of_its_artifact_is_refused(tmp_path):
    # ART-10
    with pytest.raises(UnsafePathError):
        item_rows([("one", catalogue(tmp_path, (0, "../x")), False)])


@pytest.mark.parametrize(("what", "found"), [("orders", [0]), ("items", [{"order": 0, "n": "é"}])])
def test_a_list_is_written_as_json(what, found, tmp_path):
    main([("n", catalogue(tmp_path / "a", (0, "é")), False)], what, str(tmp_path / "out" / "list"))
    assert json.loads((tmp_path / "out" / "list").read_text(encoding="utf-8")) == found


def outputs(*numbers):
    return json.dumps([{"dflow_successes": str(number)} for number in numbers])


@pytest.mark.parametrize(
    ("successes", "wanted", "pieces", "is_enough"),
    [
        (outputs(1, 1), "2", "", True),
        (outputs(1, 1), "3", "", False),
        (outputs(2, 1), "1.0", "3", True),
        (outputs(2, 1), "0.75", "4", True),
        (outputs(2, 1), "0.75", "5", False),
        # 0.1 times 30 is more than 3.
        (outputs(3), "0.1", "30", True),
        ("[]", "0.5", "0", True),
        ("[]", "0", "1", True),
    ],
)
def test_successes_are_held_against_what_is_wanted(successes, wanted, pieces, is_enough):
    # LOOP-6
    assert (enough(successes, wanted, pieces) == "") is is_enough


def test_too_few_successes_end_the_process_with_a_message(capsys):
    encoded = base64.b64encode(outputs(1).encode()).decode()
    with pytest.raises(SystemExit) as end:
        count(encoded, "0.9", "2")
    assert end.value.code == 1
    assert capsys.readouterr().err == "1 of 2 pieces succeeded, a share of 0.9 has to\n"
    with pytest.raises(SystemExit):
        count(encoded, "2", "")
    assert capsys.readouterr().err == "1 pieces succeeded, 2 have to\n"
    count(encoded, "1", "")
