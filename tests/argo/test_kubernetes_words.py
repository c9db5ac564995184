"""The words of DG748 are those that Kubernetes has in its sources, and the ranges fit its types."""

from __future__ import annotations

import re

import pytest

from dflow_graph.passes.kubernetes_choices import RANGES, WORDS
from dflow_graph.passes.kubernetes_fields import fields_of
from tests.argo.oracle import Oracle, module_folder

STRUCT = re.compile(r"^type (\w+) struct \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r'^\t\w+ +(?:\[\])?\*?(\w+) `json:"(\w+)', re.MULTILINE)
CONSTANT = re.compile(r'^\t\w+ +(\w+) += +"([^"]*)"', re.MULTILINE)
# A type without constants in this file; one with more of them in Kubernetes 1.34 and 1.35; and one
# of which a constant is the beginning of others.
APART = {
    "LabelSelectorRequirement.operator",
    "UserContainer.restartPolicy",
    "EmptyDirVolumeSource.medium",
    "StorageMedium",
}


def lines(table: str) -> dict[str, list[str]]:
    pairs = (line.split(" = ") for line in table.replace("\n  ", " ").splitlines())
    return {place: words.split() for place, words in pairs}


def test_dg748_has_the_words_of_kubernetes(oracle_4: Oracle) -> None:
    assert oracle_4  # it is built with these sources
    folder = module_folder("argo-4", "k8s.io/api")
    source = (folder / "core/v1/types.go").read_text(encoding="utf-8")
    words: dict[str, set[str]] = {}
    for kind, word in CONSTANT.findall(source):
        words.setdefault(kind, set()).add(word)
    known = {}
    for struct, body in STRUCT.findall(source):
        owner = {"Container": "UserContainer"}.get(struct, struct)
        for kind, field in FIELD.findall(body):
            if kind in words:
                known[f"{owner}.{field}"] = words[kind] - {""}
    told = lines(WORDS)
    assert len(told) > 15
    assert {place: set(told[place]) for place in told if place not in APART} == {
        place: known[place] for place in told if place not in APART
    }


@pytest.mark.parametrize("place", [*lines(WORDS), *lines(RANGES)])
def test_dg748_tells_of_fields_that_are_there(place: str) -> None:
    kind, _, field = place.partition(".")
    shape = fields_of(kind).shapes[field]
    numbers = lines(RANGES).get(place)
    if numbers is None:
        assert shape in ("", "[]")
        return
    low, high = map(int, numbers)
    bits = 63 if shape == "long" else 31
    assert shape in ("int", "long", "port")
    assert 0 <= low < high < 2**bits
