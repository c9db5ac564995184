"""TYP-1 and TYP-4: what is a type, how it is spelled, and what is said of a text that is none."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph.types.artifacts import parse_artifact_type
from dflow_graph.types.grammar import TypeSyntaxError, parse_type
from dflow_graph.types.nodes import ArtifactType, Type, literal_of, odd_keys
from dflow_graph.types.tokens import MAX_DEPTH, MAX_LENGTH
from tests.types.strategies import law, types

SPELLINGS = [
    ("any", "any"),
    (" int\t", "int"),
    ("list[ int ]", "list[int]"),
    ("dict[str,list[float]]", "dict[str, list[float]]"),
    ("int|none", "int | none"),
    ("int | int", "int"),
    ("list[int|str]\n|\nnone", "list[int | str] | none"),
    ("tuple[()]", "tuple[()]"),
    ("tuple[ ( ) ]", "tuple[()]"),
    ("tuple[int]", "tuple[int]"),
    ("tuple[int,str]", "tuple[int, str]"),
    ("tuple[int,...]", "tuple[int, ...]"),
    ("set[bytes]", "set[bytes]"),
    (
        "literal[\"a\", 'b', 1, -2, true, false, none]",
        "literal['a', 'b', 1, -2, true, false, none]",
    ),
    ("literal[1, 1, -0, 0]", "literal[1, 0]"),
    ("literal[1, true]", "literal[1, true]"),
    (r"""literal["it's", '\/\b\f\n\r\t\\\'\"']""", r"""literal['it\'s', '/\b\f\n\r\t\\\'"']"""),
    (r"literal['\u00e9', '\ud83d\ude00']", "literal['é', '😀']"),
    ("literal['a\tb']", r"literal['a\tb']"),
    ("literal[9007199254740991]", "literal[9007199254740991]"),
    ("object[pkg . mod.Class]", "object[pkg.mod.Class]"),
    ("object[list]", "object[list]"),
    ("object[Größe]", "object[Größe]"),
]


@pytest.mark.parametrize(("text", "spelling"), SPELLINGS)
def test_typ1_type_has_one_canonical_spelling(text: str, spelling: str) -> None:
    assert str(parse_type(text)) == spelling
    assert parse_type(spelling) == parse_type(text)


# Text, what is pointed at, what may stand there instead, and a part of the message.
REFUSED = [
    ("List[int]", "List[int]", ["list[int]"], "`List` is no type"),
    ("string", "string", ["str"], "no type"),
    ("integer", "integer", ["int"], "no type"),
    ("double", "double", ["float"], "no type"),
    ("boolean", "boolean", ["bool"], "no type"),
    ("None", "None", ["none"], "no type"),
    ("int | None", "None", ["none"], "no type"),
    ("typing.Optional[int]", "typing.Optional[int]", ["int | none"], "`typing.Optional`"),
    ("Union[int, str, None]", "Union[int, str, None]", ["int | str | none"], "no type"),
    ("Annotated[int, 5, 'x']", "Annotated[int, 5, 'x']", ["int"], "no type"),
    ("Dict[str, List[float]]", "Dict[str, List[float]]", ["dict[str, list[float]]"], "`Dict`"),
    ("dict[str, List[float]]", "List[float]", ["list[float]"], "`List`"),
    ("typing.Literal['a']", "typing.Literal['a']", ["literal['a']"], "no type"),
    ("Dict", "Dict", ["dict[str, any]"], "no type"),
    ("list", "list", ["list[any]"], "needs the type of its items"),
    ("tuple | none", "tuple", ["tuple[any, ...]"], "needs"),
    ("object", "object", ["any"], "needs the name of a class"),
    ("flaot", "flaot", ["float"], "no type"),
    ("foo", "foo", [], "no type"),
    ("Foo", "Foo", ["object[Foo]"], "no type"),
    ("numpy.ndarray", "numpy.ndarray", ["object[numpy.ndarray]"], "`numpy.ndarray` is no type"),
    ("numpy.ndarray[int]", "numpy", [], "no type"),
    ("List[foo[int]]", "List", ["list"], "no type"),
    ("Path", "Path", [], "files are artifacts"),
    ("Optional[List[pathlib.Path]]", "pathlib.Path", [], "files are artifacts"),
    ("int?", "int?", ["int | none"], "there is `?`"),
    ("dict[str, int[]]", "int[]", ["list[int]"], "there is `[`"),
    ("int or none", "or", ["|"], "there is `or`"),
    ("", "", [], "the type ends"),
    ("int |", "", [], "expected a type, but the type ends"),
    ("list[int", "", [], "expected `]`, but the type ends"),
    ("list[int;]", ";", [], "expected `]`"),
    ("dict[str: int]", ":", [], "expected `,` or `]`"),
    ("Optional[int", "Optional", [], "no type"),
    ("list[]", "]", [], "expected a type"),
    ("int]", "]", [], "expected the end of the type"),
    ("(int)", "(", [], "expected a type"),
    ("tuple[(int)]", "int", [], "expected `)`"),
    ("dict[int]", "dict[int]", ["dict[str, int]"], "takes two types"),
    ("dict[int, int, int]", "dict[int, int, int]", [], "takes two types"),
    ("list[int, str]", "list[int, str]", ["list[int | str]", "tuple[int, str]"], "one type, not 2"),
    ("list[int, str", "", [], "expected `,` or `]`"),
    ("tuple[int, str, ...]", "tuple[int, str, ...]", ["tuple[int | str, ...]"], "one type only"),
    ("'int'", "'int'", ["int", "literal['int']"], "without quotes"),
    ("'fast' | none", "'fast'", ["literal['fast']"], "without quotes"),
    ("literal[run]", "run", ["'run'"], "no constant"),
    ("literal[True]", "True", ["true"], "no constant"),
    ("literal[007]", "007", ["7"], "no constant"),
    ("literal[1.5]", "1.5", [], "expected a text in quotes"),
    ("literal[]", "]", [], "expected a text in quotes"),
    ("literal[9007199254740992]", "9007199254740992", [], "beyond"),
    ("literal['a", "'a", [], "not closed"),
    (r"literal['a\x']", r"\x", [], "no escape"),
    (r"literal['\ud83d']", r"'\ud83d'", [], "surrogate"),
    ("object[a.1]", "1", [], "a name of Python"),
    ("object[a\u00a0b]", "a\u00a0b", [], "a name of Python"),
]


@pytest.mark.parametrize(("text", "at", "near", "message"), REFUSED)
def test_typ1_refuses_what_is_no_type_and_says_what_was_meant(
    text: str, at: str, near: list[str], message: str
) -> None:
    with pytest.raises(TypeSyntaxError) as caught:
        parse_type(text)
    error = caught.value
    assert text[error.start : error.end] == at
    assert list(error.near_misses) == near
    assert message in error.message
    assert str(error).startswith(error.message)
    assert all(f"`{meant}`" in str(error) for meant in near)


MENDED = [case for case in REFUSED if case[2] and case[0] not in ("int or none", "List[foo[int]]")]


@pytest.mark.parametrize(("text", "at", "near", "message"), MENDED)
def test_near_miss_makes_a_type(text: str, at: str, near: list[str], message: str) -> None:
    with pytest.raises(TypeSyntaxError) as caught:
        parse_type(text)
    for meant in near:
        parse_type(text[: caught.value.start] + meant + text[caught.value.end :])


def test_type_is_bounded_in_depth_and_length() -> None:
    deep = "list[" * MAX_DEPTH + "int" + "]" * MAX_DEPTH
    assert str(parse_type(deep)) == deep
    for text in (f"list[{deep}]", "Optional[" * 400, "list[" * 800, "x[" * 800):
        with pytest.raises(TypeSyntaxError):
            parse_type(text)
    for parse in (parse_type, parse_artifact_type):
        with pytest.raises(TypeSyntaxError, match="at most"):
            parse("a" * (MAX_LENGTH + 1))


@pytest.mark.parametrize(
    "piece", ["'", "\\", "'\\u", "|", " ", "list[", "a.", "Union[", "-1", "none|"]
)
@pytest.mark.parametrize("parse", [parse_type, parse_artifact_type])
def test_work_is_in_proportion_to_the_text(parse: Any, piece: str) -> None:
    text = (piece * MAX_LENGTH)[:MAX_LENGTH]
    half, whole = (calls_for(parse.__wrapped__, text[:size]) for size in (MAX_LENGTH // 2, None))
    assert whole <= 2 * half + 100


def calls_for(parse: Any, text: str) -> int:
    """How many functions are called to refuse a text, those of C among them."""
    calls = 0

    def count(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal calls
        calls += event.endswith("call")

    sys.setprofile(count)
    try:
        parse(text)
    except TypeSyntaxError:
        return calls
    finally:
        sys.setprofile(None)
    raise AssertionError("it is a type")


@law
@given(types())
def test_parsing_undoes_spelling(made: Type) -> None:
    assert parse_type(str(made)) == made


PIECES = [
    *"[]|,.()'\"\\?- ",
    *("...", "List", "Optional[", "int", "list[", "dict[", "literal[", "tuple[", "object["),
    *("path", "Path", "a", "1", "hdf5_datasets", "typing.", "none"),
]


def error_of(parse: Any, text: str) -> TypeSyntaxError | None:
    try:
        found = parse(text)
    except TypeSyntaxError as error:
        return error
    assert parse(str(found)) == found
    return None


@law
@given(st.one_of(st.text(max_size=20), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
def test_any_text_is_a_type_or_has_one_error_inside_of_it(text: str) -> None:
    for parse in (parse_type, parse_artifact_type):
        error = error_of(parse, text)
        assert error is None or 0 <= error.start <= error.end <= len(text)


def test_constants_that_python_calls_equal_make_different_types() -> None:
    assert literal_of((1,)) != literal_of((True,))
    assert len({literal_of((0,)), literal_of((False,)), literal_of((0, 0))}) == 2


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("dict[str, dict[int, any]]", []),
        ("dict[literal['a'], int] | dict[tuple[int, str], int]", []),
        ("dict[any, any]", []),
        ("dict[tuple[int | none, ...], int]", []),
        ("dict[list[int], int]", ["list[int]"]),
        ("tuple[list[dict[tuple[int, set[int]], int]], int]", ["tuple[int, set[int]]"]),
        ("set[dict[object[a.B], dict[list[int], int]]]", ["object[a.B]", "list[int]"]),
    ],
)
def test_typ8_finds_keys_that_cannot_be_compared(text: str, odd: list[str]) -> None:
    assert list(map(str, odd_keys(parse_type(text)))) == odd


ARTIFACTS = [
    ("path", "path"),
    (" str ", "str"),
    ("list[ path ]", "list[path]"),
    ("set[str]", "set[str]"),
    ("dict[str,path]", "dict[str, path]"),
    ("nested_dict[path]", "nested_dict[path]"),
    ("hdf5_datasets", "hdf5_datasets"),
    ("hdf5_datasets|list[path]", "list[path] | hdf5_datasets"),
    ("path | hdf5_datasets", "path | hdf5_datasets"),
]


@pytest.mark.parametrize(("text", "spelling"), ARTIFACTS)
def test_typ4_artifact_type_has_one_canonical_spelling(text: str, spelling: str) -> None:
    assert str(parse_artifact_type(text)) == spelling
    assert parse_artifact_type(spelling) == parse_artifact_type(text)


ARTIFACTS_REFUSED = [
    ("List[Path]", "List[Path]", ["list[path]"], "no type of artifacts"),
    ("typing.Dict[str, pathlib.Path]", "typing.Dict[str, pathlib.Path]", ["dict[str, path]"], "no"),
    ("NestedDict[Path]", "NestedDict[Path]", ["nested_dict[path]"], "no type of artifacts"),
    ("HDF5Datasets", "HDF5Datasets", ["hdf5_datasets"], "no type of artifacts"),
    ("Union[HDF5Datasets, Path]", "Union[HDF5Datasets, Path]", ["path | hdf5_datasets"], "no type"),
    ("Optional[Path]", "Optional[Path]", ["path"], "`optional`"),
    ("path | none", "path | none", ["path"], "`optional`"),
    ("list", "list", ["list[path]"], "no type of artifacts"),
    ("dict[path]", "dict[path]", ["dict[str, path]"], "no type of artifacts"),
    ("string", "string", ["str"], "no type of artifacts"),
    ("paht", "paht", ["path"], "expected `path` or `str`"),
    ("int", "int", [], "values are parameters"),
    ("list[int]", "int", [], "values are parameters"),
    ("list[list[path]]", "list", ["path"], "do not nest"),
    ("dict[int, path]", "int", [], "expected `str`"),
    ("path | path", "path | path", [], "one other type"),
    ("hdf5_datasets | hdf5_datasets", "hdf5_datasets | hdf5_datasets", [], "one other type"),
    ("path | hdf5_datasets | path", "|", [], "expected the end"),
    ("list[path", "", [], "expected `]`"),
    ("", "", [], "the type ends"),
]


@pytest.mark.parametrize(("text", "at", "near", "message"), ARTIFACTS_REFUSED)
def test_typ4_refuses_what_is_no_artifact_type(
    text: str, at: str, near: list[str], message: str
) -> None:
    with pytest.raises(TypeSyntaxError) as caught:
        parse_artifact_type(text)
    error = caught.value
    assert text[error.start : error.end] == at
    assert list(error.near_misses) == near
    assert message in error.message


def test_artifact_type_left_out_is_a_path() -> None:
    assert ArtifactType() == parse_artifact_type("path")
