"""Artifacts are folders with a catalogue (clauses ART-8 to ART-15); hostile ones are refused."""

import io
import json
import os
import tarfile
from pathlib import Path

import pytest

from dflow_graph.python.archives import unpack_tar
from dflow_graph.python.artifact_kinds import NestedDict
from dflow_graph.python.catalog import path_object, read_catalog, slice_name, write_catalog
from dflow_graph.python.errors import CatalogError, PortError, SliceError, UnsafePathError
from dflow_graph.python.opio import Artifact
from dflow_graph.python.structure import expanded, flattened, get_slices
from dflow_graph.python.utils import (
    absolutize,
    copy_results,
    get_input_slices,
    handle_empty_dir,
    handle_input_artifact,
    handle_output_artifact,
    path_or_none,
    remove_empty_dir_tag,
    slice_to_dir,
)
from dflow_graph.python.writing import write_text


@pytest.fixture
def artifact(tmp_path):
    """Makes an input artifact from the contents of its catalogue files; its folder."""
    folder = tmp_path / "inputs/artifacts/data"
    (folder / ".dflow").mkdir(parents=True)

    def make(*files):
        for index, content in enumerate(files):
            text = content if isinstance(content, str) else json.dumps(content)
            (folder / f".dflow/{index}").write_text(text)
        return folder

    return make


def items(*pairs):
    return {"path_list": [{"dflow_list_item": path, "order": order} for path, order in pairs]}


def test_catalogue_files_are_read_in_the_order_of_their_names(artifact):
    folder = artifact(items(("b", 0)), items(("a", 0)))
    assert [os.path.basename(path) for path in path_object(str(folder))] == ["b", "a"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([items(("a", 0)), items(("a", 0))], ["a"]),
        ([items((None, 0)), items(("a", 0))], ["a"]),
        ([items(("a", 0)), items((None, 0))], ["a"]),
        ([items((None, 0), (None, 0))], [None]),
        ([items(("c", 2), ("a", 0), ("b", 1))], ["a", "b", "c"]),
        ([items(("a", "x.k"), ("b", "x.k"))], {"x": {"k": ["a", "b"]}}),
        ([items(("a", "0.1"), ("b", "0.1")), items(("c", "1.0"))], [[None, ["a", "b"]], ["c"]]),
        ([items(("a", "x.2"), ("b", 0))], {"x": [None, None, "a"], "0": "b"}),
        ([], []),
    ],
)
def test_catalogues_are_joined(artifact, files, expected):
    folder = artifact(*files)

    def names(found):
        if isinstance(found, dict):
            return {key: names(item) for key, item in found.items()}
        if isinstance(found, list):
            return list(map(names, found))
        return found and os.path.basename(found)

    assert names(path_object(str(folder))) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("no json", "no JSON in UTF-8"),
        ("[" * 100_000, "no JSON in UTF-8"),
        ("{}", "has no list `path_list`"),
        ([1], "has no list `path_list`"),
        ({"path_list": [5]}, "an item in the file 0 is no object"),
        ({"path_list": [{"dflow_list_item": "a", "order": True}]}, "is no object"),
        ({"path_list": [{"dflow_list_item": "a", "order": -1}]}, "is no object"),
        ({"path_list": [{"dflow_list_item": 1, "order": 0}]}, "is no object"),
        ({"path_list": [{"dflow_list_item": "a", "order": 0, "x": 1}]}, "is no object"),
        ('{"path_list": [{"dflow_list_item": "a", "order": NaN}]}', "no JSON"),
        (items(("a", "x"), ("b", "x.y")), "goes on from an item"),
        (items(("b", "x.y"), ("a", "x")), "is an item, and the beginning of others"),
        (items(("a", "0"), ("b", "99999999999999")), "is too large"),
        (items(("a", ".".join("abc" * 100))), "more than 100 parts"),
    ],
)
def test_a_catalogue_that_is_none_is_refused_in_words(artifact, content, message):
    folder = artifact(content)
    with pytest.raises(CatalogError) as caught:
        path_object(str(folder))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("../secret", "leads out"),
        ("a/../../secret", "leads out"),
        ("/etc/passwd", "absolute"),
        ("a\0b", "no path has"),
        ("link/secret", "a symbolic link leads out"),
        ("link", "a symbolic link leads out"),
    ],
)
def test_a_path_that_leads_out_of_the_artifact_is_refused(artifact, tmp_path, path, message):
    folder = artifact(items((path, 0)))
    (tmp_path / "secret").write_text("secret")
    (folder / "link").symlink_to(tmp_path)
    with pytest.raises(UnsafePathError) as caught:
        handle_input_artifact("data", Artifact(list[Path]), data_root=str(tmp_path))
    assert message in str(caught.value)


def test_a_catalogue_behind_a_link_is_refused(artifact, tmp_path):
    folder = artifact(items(("a", 0)))
    (folder / ".dflow").rename(tmp_path / "elsewhere")
    (folder / ".dflow").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnsafePathError):
        read_catalog(str(folder))


def test_a_link_that_stays_in_the_artifact_is_followed(artifact, tmp_path):
    folder = artifact(items(("link", 0)))
    (folder / "real").write_text("x")
    (folder / "link").symlink_to("real")
    found = handle_input_artifact("data", Artifact(Path), data_root=str(tmp_path))
    assert found.read_text() == "x"


@pytest.mark.parametrize("sub_path", ["../data", "/etc"])
def test_a_sub_path_that_leads_out_is_refused(artifact, tmp_path, sub_path):
    artifact(items(("a", 0)))
    with pytest.raises(UnsafePathError):
        handle_input_artifact("data", Artifact(Path), None, str(tmp_path), sub_path)


@pytest.mark.parametrize(
    ("type_", "value", "given"),
    [
        (Path, Path("a"), Path),
        (list[Path], [Path("a"), Path("b")], list),
        (set[Path], {Path("a"), Path("b")}, set),
        (dict[str, Path], {"x": Path("a")}, dict),
        (NestedDict[Path], {"x": {"y": [Path("a"), Path("b")]}}, dict),
    ],
    ids=["path", "list", "set", "dict", "nested"],
)
def test_an_output_is_an_input_of_the_same_type(tmp_path, monkeypatch, type_, value, given):
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    for name in "ab":
        Path(name).write_text(name)
    handle_output_artifact("data", value, Artifact(type_), data_root=str(tmp_path))
    (tmp_path / "inputs").mkdir()
    (tmp_path / "outputs/artifacts").rename(tmp_path / "inputs/artifacts")
    found = handle_input_artifact("data", Artifact(type_), data_root=str(tmp_path))
    assert issubclass(type(found), given)

    def relative(item):
        if isinstance(item, dict):
            return {key: relative(part) for key, part in item.items()}
        if isinstance(item, (list, set)):
            return type(item)(map(relative, item))
        return item.relative_to(tmp_path / "inputs/artifacts/data")

    assert relative(found) == value


def test_stacked_slices_are_one_list_in_their_order(tmp_path, monkeypatch):
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    for index in (10, 9):
        Path("out.txt").write_text(str(index))
        handle_output_artifact(
            "data", Path("out.txt"), Artifact(Path), index, str(tmp_path), create_dir=True
        )
        Path("out.txt").unlink()  # it may be linked
    (tmp_path / "inputs").mkdir()
    (tmp_path / "outputs/artifacts").rename(tmp_path / "inputs/artifacts")
    found = handle_input_artifact("data", Artifact(list[Path]), data_root=str(tmp_path))
    assert [path.read_text() for path in found] == ["9", "10"]
    assert get_input_slices("data", str(tmp_path)) == [9, 10]


def test_the_same_outputs_are_the_same_files(tmp_path, monkeypatch):
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    paths = {Path(name) for name in "abcdef"}
    for path in paths:
        path.write_text("x")
    for root in ("one", "two"):
        handle_output_artifact("data", paths, Artifact(set[Path]), data_root=str(tmp_path / root))
    texts = [
        {
            str(path.relative_to(tmp_path / root)): path.read_text()
            for path in (tmp_path / root).rglob("*")
            if path.is_file()
        }
        for root in ("one", "two")
    ]
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("type_", "value", "error", "message"),
    [
        (dict[str, Path], {"a.b": Path("x")}, PortError, "without a dot"),
        (dict[str, Path], {"": Path("x")}, PortError, "not empty"),
        (dict[str, Path], [Path("x")], PortError, "expected a dict of paths, found list"),
        (list[Path], Path("x"), PortError, "expected a list of paths"),
        (NestedDict[Path], Path("x"), PortError, "expected a nested_dict of paths"),
    ],
)
def test_an_output_that_is_not_of_its_type_is_refused(tmp_path, type_, value, error, message):
    with pytest.raises(error) as caught:
        handle_output_artifact("data", value, Artifact(type_), data_root=str(tmp_path))
    assert message in str(caught.value)


def test_a_group_must_give_a_result_for_each_slice(tmp_path):
    with pytest.raises(SliceError, match="1 results were given for 2 slices"):
        handle_output_artifact("data", [None], Artifact(list[Path]), [0, 1], str(tmp_path))


def test_an_output_that_holds_itself_ends_in_a_plain_error(tmp_path):
    nested: dict = {}
    nested["x"] = nested
    with pytest.raises(SliceError, match="it holds itself"):
        handle_output_artifact("data", nested, Artifact(NestedDict[Path]), data_root=str(tmp_path))


def test_outputs_are_not_collected_into_themselves(tmp_path):
    with pytest.raises(UnsafePathError, match="collected inside"):
        copy_results(tmp_path, "data", str(tmp_path))


def test_a_whole_input_artifact_keeps_its_name_as_an_output(tmp_path):
    (tmp_path / "inputs/artifacts/given").mkdir(parents=True)
    assert copy_results(tmp_path / "inputs/artifacts/given", "data", str(tmp_path)) == "given"


@pytest.mark.parametrize("place", ["inputs/artifacts/given/a", "elsewhere/a"])
def test_what_is_not_in_the_working_folder_is_copied(tmp_path, place):
    source = tmp_path / place
    source.parent.mkdir(parents=True)
    source.write_text("x")
    copied = tmp_path / "outputs/artifacts/data" / copy_results(source, "data", str(tmp_path))
    copied.write_text("y")
    assert source.read_text() == "x"


def test_a_result_that_is_not_there_is_an_error_of_copying(tmp_path):
    with pytest.raises(FileNotFoundError):
        copy_results(tmp_path / "nothing", "data", str(tmp_path))


def test_empty_folders_are_marked_and_the_marks_are_removed(tmp_path):
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "c").mkdir()
    (tmp_path / "c/.empty_dir").write_text("of the user")
    handle_empty_dir(tmp_path)
    assert (tmp_path / "a/b/.empty_dir").exists()
    assert not (tmp_path / "a/.empty_dir").exists()
    remove_empty_dir_tag(tmp_path)
    assert not (tmp_path / "a/b/.empty_dir").exists()
    assert (tmp_path / "c/.empty_dir").exists()


@pytest.mark.parametrize(
    ("nested", "pattern", "found"),
    [
        (["a", "b"], 1, "b"),
        (["a", "b"], "01", "b"),
        (["a", "b", "c"], [2, 0], ["c", "a"]),
        ({"x": ["a", {"y": "b"}]}, "x.1.y", "b"),
        ({"0": "a"}, 0, "a"),
        ("whole", None, "whole"),
    ],
)
def test_a_slice_picks(nested, pattern, found):
    assert get_slices(nested, pattern) == found


@pytest.mark.parametrize(
    ("nested", "pattern", "message"),
    [
        (["a"], 1, "there are 1 items, counted from 0"),
        (["a"], -1, "`-1` leads to nothing: '-1' is no index"),
        (["a"], "9" * 50, "there are 1 items"),
        (["a"], "x", "'x' is no index"),
        ({"train": 1}, "trian", "did you mean `train`?"),
        ({"x": "a"}, "x.y", "nothing to take 'y' of"),
        ([], [0], "there are 0 items"),
    ],
)
def test_a_slice_that_leads_nowhere_says_why(nested, pattern, message):
    with pytest.raises(SliceError) as caught:
        get_slices(nested, pattern)
    assert message in str(caught.value)


def test_nested_structures_are_flattened_and_come_back():
    nested = {"x": ["a", {"y": "b"}], "z": "c"}
    assert flattened(nested) == {"x.0": "a", "x.1.y": "b", "z": "c"}
    assert expanded(flattened(nested)) == nested


def test_files_of_slices_sort_as_their_indices_do():
    indices = [0, 2, 10, "10.2", "10.10", "11.0"]
    names = list(map(slice_name, indices))
    assert names == sorted(names)
    assert len(set(names)) == len(names)
    assert slice_name([7, 8]) == slice_name(7)
    assert "/" not in slice_name("../x")


def test_paths_are_made_of_texts_and_made_absolute(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert path_or_none({"a": ["b", None]}) == {"a": [Path("b"), None]}
    assert path_or_none({"a"}) == {Path("a")}
    here = tmp_path.resolve()
    assert absolutize(["a", Path("b"), None, {"c": "d"}]) == [
        str(here / "a"),
        here / "b",
        None,
        {"c": str(here / "d")},
    ]
    assert absolutize({"a"}) == {str(here / "a")}
    assert slice_to_dir("1.2") == "1/2"


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    target = tmp_path / "deep/file"
    write_text(str(target), "one")
    with pytest.raises(UnicodeEncodeError):
        write_text(str(target), "\ud800")
    assert target.read_text() == "one"
    assert os.listdir(target.parent) == ["file"]


def test_the_catalogue_of_one_slice_is_one_file(tmp_path):
    for _ in range(2):
        write_catalog(str(tmp_path), [{"dflow_list_item": None, "order": 3}], 3)
    assert os.listdir(tmp_path / ".dflow") == ["0000000003.json"]


def _tar(*members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind, target in members:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            member.size = 1 if kind == tarfile.REGTYPE else 0
            archive.addfile(member, io.BytesIO(b"x"))
    buffer.seek(0)
    return tarfile.open(fileobj=buffer)


@pytest.mark.parametrize(
    "members",
    [
        [("../out", tarfile.REGTYPE, "")],
        [("/out", tarfile.REGTYPE, "")],
        [("link", tarfile.SYMTYPE, "..")],
        [("link", tarfile.SYMTYPE, "/etc")],
        [("a/link", tarfile.SYMTYPE, "../..")],
        [("hard", tarfile.LNKTYPE, "../x")],
        [("device", tarfile.CHRTYPE, "")],
        [("pipe", tarfile.FIFOTYPE, "")],
    ],
    ids=str,
)
def test_an_archive_that_leads_out_is_refused(tmp_path, members):
    with _tar(*members) as archive, pytest.raises(UnsafePathError):
        unpack_tar(archive, str(tmp_path / "in"))
    assert not (tmp_path / "out").exists()


def test_an_archive_gives_no_special_permissions(tmp_path):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("file")
        member.mode = 0o6777
        archive.addfile(member)
    buffer.seek(0)
    with tarfile.open(fileobj=buffer) as archive:
        unpack_tar(archive, str(tmp_path))
    assert (tmp_path / "file").stat().st_mode & 0o7777 == 0o755


def test_a_plain_archive_is_unpacked(tmp_path):
    members = [
        ("a", tarfile.DIRTYPE, ""),
        ("a/file", tarfile.REGTYPE, ""),
        ("a/link", tarfile.SYMTYPE, "file"),
        ("a/file", tarfile.REGTYPE, ""),
    ]
    with _tar(*members) as archive:
        unpack_tar(archive, str(tmp_path))
    assert (tmp_path / "a/link").read_text() == "x"


def test_a_piece_that_is_a_file_is_the_whole_of_it(tmp_path):
    path = tmp_path / "inputs/artifacts/f"
    path.parent.mkdir(parents=True)
    path.write_text("x")
    # SLC-5: a list of sources has whole artifacts as its items.
    given = handle_input_artifact("f", Artifact(Path), data_root=str(tmp_path), sub_path=".")
    assert given == path
