"""Manifests of the scripts that both take are in no way more than those of pydflow."""

from __future__ import annotations

from pathlib import Path

from benchmarks.suites import Settings
from benchmarks.suites.manifests import manifests
from benchmarks.texts import Texts


def test_no_manifest_has_more_than_the_one_of_pydflow(tmp_path: Path) -> None:
    found = manifests(Settings(1, 1, Texts(tmp_path)))
    (table,) = found.tables
    assert len([row for row in table.rows if "bytes" in row and "bytes_pydflow" in row]) > 40
    more = [
        (row["script"], field, row[field], row[f"{field}_pydflow"])
        for row in table.rows
        for field in ("templates", "helpers", "bytes", "secrets")
        if row.get(field, 0) > row.get(f"{field}_pydflow", float("inf"))
    ]
    assert more == []
    assert all(claim.is_met for claim in found.claims)
