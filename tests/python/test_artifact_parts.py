"""Parts of artifacts are taken out of folders (ART-3), as a helper pod does."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from dflow_graph.python.artifact_parts import main, take
from dflow_graph.python.catalog import path_object, write_catalog
from dflow_graph.python.errors import GraphError, SliceError, UnsafePathError


@pytest.fixture
def source(tmp_path: Path) -> str:
    folder = tmp_path / "whole"
    for name in ("a/one", "a/two", "b"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    orders = {"x.0": "a/one", "x.1": "a/two", "y": "b", "z": None, "w": "a"}
    items = [{"dflow_list_item": path, "order": order} for order, path in orders.items()]
    write_catalog(str(folder), items, 0)
    return str(folder)


def taken(source: str, *ways: tuple[str, str], optional: bool = False) -> Path:
    target = Path(source).parent / "taken" / "part"
    take("data", source, ways, str(target), optional=optional)
    return target


def test_a_key_leads_to_a_file(source: str) -> None:
    assert taken(source, ("key", "x.1")).read_text() == "a/two"


def test_a_path_leads_to_a_folder(source: str) -> None:
    folder = taken(source, ("path", "a"))
    assert sorted(path.name for path in folder.iterdir()) == ["one", "two"]


def test_a_path_is_taken_of_what_a_key_leads_to(source: str) -> None:
    assert taken(source, ("key", "w"), ("path", "one")).read_text() == "a/one"


def test_several_items_keep_their_catalogue(source: str) -> None:
    part = taken(source, ("key", "x"))
    assert path_object(str(part)) == [str(part / "a/one"), str(part / "a/two")]


def test_what_is_missing_is_an_error_unless_it_is_optional(source: str) -> None:
    for way in (("key", "z"), ("path", "c")):
        assert not taken(source, way, optional=True).exists()
        with pytest.raises(GraphError, match="the part that is taken of it is not there"):
            taken(source, way)
    with pytest.raises(SliceError):
        taken(source, ("key", "v"))
    with pytest.raises(GraphError, match="`one` is asked of several items"):
        taken(source, ("key", "x"), ("path", "one"))
    with pytest.raises(UnsafePathError):
        taken(source, ("path", "../whole"))


def test_the_helper_reads_its_ways_in_base64(source: str, tmp_path: Path) -> None:
    way = base64.b64encode(b"y").decode()
    main([("data", source, [("key", way)], str(tmp_path / "part"), False)])
    assert (tmp_path / "part").read_text() == "b"
