"""Errors say what is wrong, where, and what would be right; they survive between processes."""

import pickle

import pytest

from dflow_graph.python import errors
from dflow_graph.python.near import alternatives, near_misses, quoted

CASES = [
    (
        errors.CallError("Step", "it takes no `parametres`", "parametres", ["parameters"]),
        TypeError,
        "Step: it takes no `parametres`; did you mean `parameters`?",
    ),
    (
        errors.UnknownNameError("output of the step a", "enrgy", ["energy", "forces"]),
        KeyError,
        "no output of the step a is named `enrgy`; did you mean `energy`?",
    ),
    (errors.SignatureError("x", "5 is no type"), TypeError, "port `x`: 5 is no type"),
    (
        errors.TypeTextError("lst", "no", ["list"]),
        ValueError,
        "`lst` is no type: no; did you mean `list`?",
    ),
    (
        errors.PortError("x", ("a", 3, ".y"), "int", "str", "'b'"),
        TypeError,
        "port `x` at ['a'][3].y: expected int, found str: 'b'",
    ),
    (
        errors.UnserialisableError(("a",), "m.C", "it holds itself"),
        TypeError,
        "the value at ['a'], of the class m.C, cannot be written: it holds itself",
    ),
    (errors.MalformedValueError((0,), "no kind"), ValueError, "not a value at [0]: no kind"),
    (
        errors.SourceNotFoundError("a.B", "no file"),
        OSError,
        "the source of `a.B` cannot be found: no file",
    ),
    (
        errors.UntrustedSourceError("a.B", "sha256:00"),
        RuntimeError,
        "the code of the OP `a.B` is not trusted, so it does not run; read its source, then load "
        "the graph with trust={'sha256:00'}",
    ),
    (
        errors.UntrustedSourceError("B", "", "a"),
        RuntimeError,
        "the code of the OP `B` is not trusted, so it does not run; allow_source=True lets it be "
        "imported from `a`",
    ),
    (
        errors.SourceDigestError("B", "sha256:0", "sha256:1"),
        ValueError,
        "the source of the OP `B` was changed after its digest was taken: stated sha256:0, actual "
        "sha256:1",
    ),
    (
        errors.GraphError("port `x`", "unknown kind", "Artefact", ["Artifact"]),
        ValueError,
        "port `x`: unknown kind; did you mean `Artifact`?",
    ),
    (
        errors.CatalogError("data", "no list"),
        ValueError,
        "the catalogue of the artifact `data`: no list",
    ),
    (
        errors.SliceError("input `x`", 3, "there are 2"),
        LookupError,
        "input `x`: the slice `3` leads to nothing: there are 2",
    ),
    (
        errors.UnsafePathError("a", "../b", "it leads out"),
        ValueError,
        "`../b` in `a` is refused: it leads out",
    ),
    (
        errors.MissingExtraError("HDF5 datasets", "h5py", "hdf5"),
        ImportError,
        "HDF5 datasets need the package `h5py`: pip install 'dflow-graph[hdf5]'",
    ),
    (
        errors.UnsupportedError("no upload here", "copy it"),
        NotImplementedError,
        "no upload here; copy it",
    ),
]


@pytest.mark.parametrize(
    ("error", "builtin", "message"), CASES, ids=lambda item: type(item).__name__
)
def test_an_error_is_told_in_words_and_caught_as_the_builtin_one(error, builtin, message):
    assert str(error) == message
    assert isinstance(error, builtin)
    assert isinstance(error, errors.DflowGraphError)


@pytest.mark.parametrize(
    ("error", "_builtin", "_message"), CASES, ids=lambda item: type(item).__name__
)
def test_an_error_survives_the_way_between_processes(error, _builtin, _message):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_every_error_is_in_the_table():
    made = {type(error).__name__ for error, _, _ in CASES}
    assert made == {name for name in errors.__all__ if name.endswith("Error")} - {"DflowGraphError"}


@pytest.mark.parametrize(
    ("name", "known", "text"),
    [
        ("trian", ["train", "test"], "; did you mean `train`?"),
        ("Output_Dir", ["output-dir"], "; did you mean `output-dir`?"),
        ("zzz", ["a", "b"], "; there are `a`, `b`"),
        ("zzz", [], "; there are none"),
        ("zzz", [f"name-{number}" for number in range(9)], ""),
        (5, ["a"], "; there are `a`"),
    ],
)
def test_a_wrong_name_comes_with_those_that_may_be_meant(name, known, text):
    assert alternatives(name, known) == text


def test_at_most_five_names_are_near():
    assert len(near_misses("name", [f"name{number}" for number in range(20)])) == 5


def test_quoted_text_stays_on_one_short_line():
    assert quoted("a\nb") == "`a\\nb`"
    assert len(quoted("x" * 1000)) == 62
