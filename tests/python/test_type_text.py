"""Annotations of Python and types of the format say the same (clauses TYP-1, TYP-4, TYP-13)."""

import collections
import collections.abc
import enum
import subprocess
import sys
import types
from pathlib import Path
from typing import (
    Annotated,
    Any,
    Callable,
    Dict,
    FrozenSet,
    List,
    Literal,
    Mapping,
    NamedTuple,
    NewType,
    Optional,
    Sequence,
    Set,
    Tuple,
    Type,
    TypedDict,
    TypeVar,
    Union,
)

import pytest
from hypothesis import given

from dflow_graph.python.artifact_kinds import HDF5Datasets, NestedDict
from dflow_graph.python.errors import SignatureError, TypeTextError
from dflow_graph.python.type_text import (
    annotation_of,
    artifact_annotation_of,
    artifact_type_text,
    type_text,
)
from dflow_graph.types.artifacts import parse_artifact_type
from dflow_graph.types.grammar import parse_type
from tests.python.types_of_values import TYPES


class Colour(enum.Enum):
    RED = 1


class Node(TypedDict, total=False):
    value: int
    children: "list[Node]"
    bracket: Literal["x | y[", "'"]


class Point(NamedTuple):
    x: int
    y: "Optional[float]" = None


HERE = __name__
CASES = [
    (int, "int"),
    (None, "none"),
    (Any, "any"),
    (object, "any"),
    (List, "list[any]"),
    (list, "list[any]"),
    (list[int], "list[int]"),
    (List[List[str]], "list[list[str]]"),
    (Dict[str, float], "dict[str, float]"),
    (dict, "dict[any, any]"),
    (Set[int], "set[int]"),
    (FrozenSet[int], "set[int]"),
    (Tuple, "tuple[any, ...]"),
    (tuple, "tuple[any, ...]"),
    (Tuple[()], "tuple[()]"),
    (tuple[()], "tuple[()]"),
    (Tuple[int, ...], "tuple[int, ...]"),
    (tuple[int, str], "tuple[int, str]"),
    (Optional[int], "int | none"),
    (int | str, "int | str"),
    (Union[int, Union[str, None]], "int | str | none"),
    (Literal["a", 1, True, None], "literal['a', 1, true, none]"),
    (Literal["it's\n"], "literal['it\\'s\\n']"),
    (Literal[1, Colour.RED], f"literal[1] | object[{HERE}.Colour]"),
    (Sequence[int], "list[int]"),
    (collections.abc.Sequence, "list[any]"),
    (Mapping[str, int], "dict[str, int]"),
    (collections.deque, "list[any]"),
    (Callable[[int], str], "any"),
    (Type[int], "object[builtins.type]"),
    (TypeVar("T"), "any"),
    (TypeVar("T", bound=int), "int"),
    (NewType("Name", str), "str"),
    (Annotated[int, "seconds"], "int"),
    (Colour, f"object[{HERE}.Colour]"),
    (Path, "object[pathlib.Path]"),
    (Point, "tuple[int, float | none]"),
    (collections.namedtuple("Pair", "a b"), "tuple[any, any]"),  # noqa: PYI024 - without types
    (Node, "dict[str, int | list[dict[str, any]] | literal['x | y[', '\\'']]"),
    ("List[int]", "list[int]"),
    ("dict[str, typing.Optional[Point]]", "dict[str, object[Point] | none]"),
    ("numpy.ndarray | None", "object[numpy.ndarray] | none"),
    ("object[a.B]", "object[a.B]"),
    ("Literal['a', 2]", "literal['a', 2]"),
    ("Tuple[()]", "tuple[()]"),
    (list["int"], "list[int]"),
]


@pytest.mark.parametrize(("annotation", "text"), CASES, ids=[text for _, text in CASES])
def test_an_annotation_is_written_in_the_canonical_spelling(annotation, text):
    assert type_text(annotation) == text
    assert str(parse_type(text)) == text
    assert type_text(annotation_of(text)) == text


@given(TYPES)
def test_what_is_read_from_a_type_writes_the_same_type(text):
    canonical = str(parse_type(text))
    assert type_text(annotation_of(text)) == type_text(annotation_of(canonical))


ARTIFACTS = [
    (Path, "path"),
    (str, "str"),
    (List[Path], "list[path]"),
    (list[str], "list[str]"),
    (Set[Path], "set[path]"),
    (Dict[str, Path], "dict[str, path]"),
    (NestedDict[Path], "nested_dict[path]"),
    (NestedDict[str], "nested_dict[str]"),
    (HDF5Datasets, "hdf5_datasets"),
    (Path | HDF5Datasets, "path | hdf5_datasets"),
    (HDF5Datasets | NestedDict[Path], "nested_dict[path] | hdf5_datasets"),
    (Union[HDF5Datasets, list[str]], "list[str] | hdf5_datasets"),
    ("hdf5_datasets | path", "path | hdf5_datasets"),
]


@pytest.mark.parametrize(("annotation", "text"), ARTIFACTS, ids=[text for _, text in ARTIFACTS])
def test_an_artifact_type_is_written_and_comes_back(annotation, text):
    assert artifact_type_text(annotation) == text
    assert str(parse_artifact_type(text)) == text
    assert artifact_type_text(artifact_annotation_of(text)) == text


def test_a_list_of_texts_does_not_come_back_as_a_list_of_paths():
    assert artifact_annotation_of("list[str]") == List[str]


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (5, "5 is no type of parameters"),
        (HDF5Datasets, "HDF5Datasets is a type of artifacts: Artifact(HDF5Datasets)"),
        (NestedDict[Path], "NestedDict[Path] is a type of artifacts: it is no type of parameters"),
        ("lits[int]", "`lits` takes no parts; did you mean `list`?"),
        ("print('x')", "there is `Call("),
        ("List[", "it is no type"),
        ("List[" * 5000, "more than 4096 characters"),
    ],
)
def test_what_is_no_type_is_refused_in_words(annotation, message):
    with pytest.raises(SignatureError) as caught:
        type_text(annotation)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (Optional[Path], "optional=True"),
        (List[List[Path]], "no type of artifacts"),
        (int, "there are Path, List[Path]"),
        ("list[pth]", "did you mean `path`?"),
    ],
)
def test_what_is_no_type_of_artifacts_is_refused_in_words(annotation, message):
    with pytest.raises(SignatureError) as caught:
        artifact_type_text(annotation)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "lst[int]", "List[int]", "int |", "literal[2.5]", "list[int", "x" * 5000]
)
def test_a_text_that_is_no_type_is_refused(text):
    with pytest.raises(TypeTextError):
        annotation_of(text)


def test_a_type_that_nests_deeper_than_32_brackets_is_refused():
    annotation_of("list[" * 32 + "int" + "]" * 32)
    with pytest.raises(TypeTextError, match="32 levels"):
        annotation_of("list[" * 33 + "int" + "]" * 33)
    nested: Any = int
    for _ in range(33):
        nested = List[nested]
    with pytest.raises(SignatureError, match="32 levels"):
        type_text(nested)


def test_a_class_is_itself_only_where_its_module_is_imported_already():
    assert annotation_of(f"object[{HERE}.Colour]") is Colour
    placeholder = annotation_of("object[xml.sax.saxutils.XMLGenerator]")
    script = (
        "import sys; from dflow_graph.python.type_text import annotation_of;"
        "annotation_of('object[xml.sax.saxutils.XMLGenerator]');"
        "sys.exit('xml.sax.saxutils' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    assert type_text(placeholder) == "object[xml.sax.saxutils.XMLGenerator]"


def test_a_private_module_is_left_out_of_the_name_of_a_class(monkeypatch):
    package, inner = types.ModuleType("somewhere"), types.ModuleType("somewhere._inner")
    inner.Thing = type("Thing", (), {"__module__": "somewhere._inner"})
    monkeypatch.setitem(sys.modules, "somewhere", package)
    monkeypatch.setitem(sys.modules, "somewhere._inner", inner)
    assert type_text(inner.Thing) == "object[somewhere._inner.Thing]"
    package.Thing = inner.Thing
    assert type_text(inner.Thing) == "object[somewhere.Thing]"
    assert annotation_of("object[somewhere.Thing]") is inner.Thing


def test_a_name_that_is_no_class_stays_a_name():
    placeholder = annotation_of("object[os.system]")
    assert placeholder.__name__ == "system"
    with pytest.raises(TypeError, match="not imported"):
        placeholder()


def test_names_of_an_annotation_are_looked_up_where_the_caller_says():
    assert type_text("List[Point]", {"Point": int, "List": list}) == "list[int]"


@pytest.mark.parametrize(
    ("base", "text"),
    [("integer", "int"), ("floating", "float"), ("bool_", "bool"), ("str_", "str")],
)
def test_scalars_of_numpy_are_those_of_python(base, text):
    family = type(base, (), {"__module__": "numpy"})
    assert type_text(type("some_scalar", (family,), {})) == text
