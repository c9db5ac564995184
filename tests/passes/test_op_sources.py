"""Where the code of an op is, and its digest (DG805 to DG811): messages and hints."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.passes.security_graphs import RUN, graph, places, the_one


def with_op(**op: Any) -> Any:
    template = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": {"name": "f", **op}}
    return graph({"template": "run"}, run=template)


SOURCE = "def f(): pass\n"
RIGHT = "sha256:" + hashlib.sha256(SOURCE.encode()).hexdigest()


@pytest.mark.parametrize("op", [{}, {"module": "__main__"}, {"source_digest": RIGHT}])
def test_dg805_says_why_the_code_is_nowhere(op: Any) -> None:
    diagnostic = the_one(with_op(**op))
    assert (diagnostic.code, diagnostic.pointer) == ("DG805", f"{RUN}/op")
    why = "`__main__` is no module of a pod" if "module" in op else "no `module`"
    assert diagnostic.message.endswith(why)


def test_source_that_is_no_utf_8_has_a_digest_all_the_same() -> None:
    diagnostic = the_one(with_op(source="def f(): return '\ud800'\n"))
    assert diagnostic.code == "DG806"


def test_dg806_gives_the_digest() -> None:
    diagnostic = the_one(with_op(source=SOURCE))
    assert diagnostic.code == "DG806"
    assert diagnostic.hint == f'Add "source_digest": "{RIGHT}".'


@pytest.mark.parametrize("digest", [RIGHT.upper(), RIGHT[7:], RIGHT + "\n", RIGHT[:-1], "md5:0"])
def test_dg807_is_said_of_every_other_form(digest: str) -> None:
    assert the_one(with_op(source=SOURCE, source_digest=digest)).code == "DG807"


def test_dg808_shows_how_both_digests_begin() -> None:
    diagnostic = the_one(with_op(source=SOURCE + " ", source_digest=RIGHT))
    other = "sha256:" + hashlib.sha256((SOURCE + " ").encode()).hexdigest()
    assert diagnostic.code == "DG808"
    assert f"it has {other[:15]}…, not {RIGHT[:15]}…" in diagnostic.message
    assert other in diagnostic.hint


def test_digest_is_of_the_bytes_in_utf_8() -> None:
    source = "f = 'Zürich – 東京 🙂'\n"
    digest = "sha256:" + hashlib.sha256(source.encode("utf-8")).hexdigest()
    assert places(with_op(source=source, source_digest=digest)) == []


def test_dg809_is_said_of_a_digest_alone() -> None:
    diagnostic = the_one(with_op(module="m", source_digest=RIGHT))
    assert (diagnostic.code, diagnostic.pointer) == ("DG809", f"{RUN}/op/source_digest")


def test_source_that_two_templates_share_is_judged_in_both() -> None:
    op = {"name": "f", "source": SOURCE, "source_digest": RIGHT[:-1] + "x"}
    template = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op}
    document = graph({"template": "a"}, {"template": "b"}, a=template, b=template)
    assert [code for code, _ in places(document)] == ["DG807", "DG807"]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("Relax", "class Relax(OP):\n    pass\n"),
        ("Outer.Inner", "class Outer:\n    class Inner:\n        pass\n"),
        ("relax", "@OP.function\ndef relax(x: int) -> int: return x"),
        ("relax", "async  def relax(): ...\n"),
        ("Relax", "Relax = make(OP)\n"),
        ("Relax", "Relax: type = make(OP)\n"),
        ("Relax", "from ops import Other, Relax\n"),
        ("Relax", "from ops import (\n    Other,\n    Relax,\n)\n"),
        ("Relax", "import ops.relax as Relax\n"),
        ("Größe", "class Größe: pass\n"),
    ],
)
def test_source_that_defines_its_op_is_accepted(name: str, source: str) -> None:
    digest = "sha256:" + hashlib.sha256(source.encode()).hexdigest()
    assert places(with_op(name=name, source=source, source_digest=digest)) == []


@pytest.mark.parametrize(
    ("name", "source", "rest"),
    [
        ("Relax", "class Relaxed: pass\ndef other(): pass\n", "`Relax`; it defines `Relaxed`"),
        ("Relax", "print('class')\nRelax()\n", "`Relax`"),
        ("Outer.Inner", "class Outer: pass\n", "`Inner`; it defines `Outer`"),
        ("f", "if f == 1:\n    pass\n", "`f`"),
        ("Outer.Inner", "pass\n", "`Outer`"),
        (
            "Relax",
            "".join(f"def {name}(): pass\n" for name in ("a", "b", "c", "d", "e", "g")),
            "`Relax`; it defines `a`, `b`, `c`, `d`, `e`",
        ),
    ],
)
def test_dg811_names_what_the_source_defines(name: str, source: str, rest: str) -> None:
    digest = "sha256:" + hashlib.sha256(source.encode()).hexdigest()
    diagnostic = the_one(with_op(name=name, source=source, source_digest=digest))
    assert (diagnostic.code, diagnostic.pointer) == ("DG811", f"{RUN}/op/name")
    assert diagnostic.message == f"the source of OP `{name}` does not define {rest}"
