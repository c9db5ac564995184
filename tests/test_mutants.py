"""The mutation tester itself: what it changes, what it leaves, and what it takes for known."""

from __future__ import annotations

import marshal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.mutants.corpus import ROOT
from tests.mutants.known import read_known
from tests.mutants.module import Functions
from tests.mutants.mutant import Mutant, Site, mutants
from tests.mutants.processes import apart, end_after
from tests.mutants.reach import PASSES, Reach


def made_of(text: str, folder: Path) -> list[Mutant]:
    path = folder / "module.py"
    path.write_text(text, encoding="utf-8")
    return list(mutants(path))


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("a == b", ["a == b -> a != b"]),
        ("a < b", ["a < b -> a <= b", "a < b -> a >= b"]),
        ("not a", ["not a -> a"]),
        ("a and b", ["a and b -> a or b", "without a in a and b", "without b in a and b"]),
        ("a - b", ["a - b -> a + b"]),
        ("[1, a]", ["without 1", "without a", "1 -> 2"]),
        ("{'a': a, 'b': b}", ["without 'a'", "without 'b'", "'a' -> 'ax'", "'b' -> 'bx'"]),
        ("f(x, at_key=a)", ["without at_key=a"]),
        ("[a for a in b if c]", ["without c"]),
        ("a if f() else b", ["if f() -> if not f()"]),
        ("True", ["True -> False"]),
    ],
)
def test_expression_is_changed_in_every_way(text: str, changes: list[str], tmp_path: Path) -> None:
    made = made_of(f"def g():\n    x = {text}\n", tmp_path)
    assert [mutant.name for mutant in made] == [f"g: {change}" for change in changes]


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("yield a", ["yield a -> pass"]),
        ("f(a)", ["f(a) -> pass"]),
        ("a += b", ["a += b -> pass"]),
        ("return a", ["return a -> pass"]),
        ("for a in b: continue", ["continue -> break", "continue -> pass"]),
        ("for a in b: break", ["break -> continue", "break -> pass"]),
        ("if a: b = c", ["if a -> if not a"]),
    ],
)
def test_statement_is_changed_in_every_way(text: str, changes: list[str], tmp_path: Path) -> None:
    made = made_of(f"def g():\n    {text}\n", tmp_path)
    assert [mutant.name for mutant in made] == [f"g: {change}" for change in changes]


@pytest.mark.parametrize(
    "text",
    [
        '"""A docstring."""',
        '__all__ = ["a"]',
        "Path = tuple[str | int, ...]",
        "if TYPE_CHECKING:\n    a = 1",
        'a = "words for people"',
        'a = f"fixed{b}"',
        "a: list[int] | None = b",
    ],
)
def test_what_does_not_run_and_what_people_read_is_left_alone(text: str, tmp_path: Path) -> None:
    assert made_of(text + "\n", tmp_path) == []


def test_no_at_the_end_of_a_function_is_turned_to_yes_but_not_left_out(tmp_path: Path) -> None:
    made = made_of("def g():\n    return False\n", tmp_path)
    assert [mutant.name for mutant in made] == ["g: False -> True"]


def test_second_change_of_one_text_has_a_name_of_its_own(tmp_path: Path) -> None:
    made = made_of("def g():\n    return_ = (True, True)\n", tmp_path)
    names = [mutant.name for mutant in made]
    assert names[2:] == ["g: True -> False", "g: True -> False (2)"]


def test_place_of_a_mutant_is_its_statement_or_the_head_of_it(tmp_path: Path) -> None:
    made = made_of(
        "A = 1\n\n\ndef g(b=2):\n    while (\n        a\n    ):\n        c = 3\n", tmp_path
    )
    found = {m.name: (m.site.lines, m.site.is_deferred) for m in made}
    assert found == {
        "module: 1 -> 2": (range(1, 2), False),
        "module: 2 -> 3": (range(4, 5), False),
        "g: while a -> while not a": (range(5, 8), True),
        "g: 3 -> 4": (range(8, 9), True),
    }


def test_functions_take_the_code_of_a_mutant_wherever_they_are() -> None:
    from tests import mutations

    taken, path = mutations.at, ROOT / "tests" / "mutations.py"
    text = path.read_text(encoding="utf-8")
    code = compile(text.replace("value = value[key]", "value = [value, key]"), str(path), "exec")
    functions, before = Functions(path), taken.__code__
    try:
        functions.take(marshal.dumps(code))
        changed: Any = taken({"a": 1}, ("a",))
        assert changed == [{"a": 1}, "a"]
    finally:
        taken.__code__ = before


def reach(lines: dict[str, dict[int, list[str]]], costs: dict[str, float]) -> Reach:
    files = {str(PASSES / name): found for name, found in lines.items()}
    return Reach(lines=files, costs=costs, failing=frozenset({"fails"}))


def test_what_runs_a_line_is_asked_and_the_quickest_of_it_first() -> None:
    found = reach(
        {"waits.py": {8: ["", "long", "fails", "short"], 9: ["other"]}},
        {"long": 2.0, "short": 1.0, "other": 0.5},
    )
    site = Site(lines=range(8, 9), is_deferred=True)
    assert found.of(PASSES / "waits.py", site) == ["short", "long"]


def test_what_is_most_about_a_module_is_asked_before_what_is_as_quick() -> None:
    found = reach(
        {"waits.py": {8: ["a", "b"], 9: ["b"], 10: ["a", "c", "d"]}},
        dict.fromkeys(("a", "b", "c", "d"), 1.0),
    )
    site = Site(lines=range(8, 9), is_deferred=True)
    assert found.of(PASSES / "waits.py", site) == ["b", "a"]


def test_what_is_run_at_import_is_asked_of_all_that_runs_the_module_and_its_importers() -> None:
    found = reach(
        {
            "waits.py": {8: ["of the module"]},
            "text_names.py": {9: ["of an importer"]},
            "names.py": {1: ["of another"]},
        },
        {"of the module": 1.0, "of an importer": 2.0},
    )
    assert found.of(PASSES / "waits.py", Site(lines=range(3, 4))) == [
        "of the module",
        "of an importer",
    ]


def test_process_that_computes_for_too_long_is_ended() -> None:
    def work() -> float:
        end_after(0.05)
        while time.process_time() < 1:
            pass
        return time.process_time()

    assert apart(work, 60) is None


def test_known_survivors_have_a_reason_and_a_module(tmp_path: Path) -> None:
    path = tmp_path / "known.txt"
    path.write_text("# why\n\n[why]\na.py\n    f: 1 -> 2\nb.py\n    f: 1 -> 2\n", encoding="utf-8")
    assert read_known(path) == {"a.py": {"f: 1 -> 2": "why"}, "b.py": {"f: 1 -> 2": "why"}}
    for text in ("a.py\n    f: 1 -> 2\n", "[why]\n    f: 1 -> 2\n"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match="needs a reason and a module"):
            read_known(path)
    path.write_text("[why]\na.py\n    f: 1 -> 2\n    f: 1 -> 2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="listed twice"):
        read_known(path)


def test_known_survivors_of_the_project_are_of_modules_that_there_are() -> None:
    assert [module for module in read_known() if not (ROOT / module).is_file()] == []
