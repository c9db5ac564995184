"""Claims of volumes (DG721, DG722, and what their folder and size are): messages and hints."""

from __future__ import annotations

from tests.passes.storage_graphs import claim, codes, the_one, with_pod, with_source


def test_dg721_compares_what_both_claims_say() -> None:
    whole = claim(size="5Gi", storage_class="fast", access_modes=["ReadWriteMany"])
    assert codes(with_pod(pvcs=[whole, claim(), claim(size="5Gi"), whole])) == []
    diagnostic = the_one(with_pod(pvcs=[whole, claim(), claim(storage_class="slow")]))
    assert diagnostic.pointer == "/templates/run/pvcs/2/storage_class"
    assert diagnostic.related[0].pointer == "/templates/run/pvcs/0/storage_class"


def test_dg721_takes_access_modes_in_any_order() -> None:
    modes = ["ReadWriteOnce", "ReadOnlyMany"]
    claims = [claim(access_modes=modes), claim(access_modes=modes[::-1])]
    assert codes(with_pod(pvcs=claims)) == []


def test_dg721_compares_a_source_with_a_claim_that_is_declared() -> None:
    document = with_source({"kind": "pvc", **claim(size="1Gi")})
    document["templates"]["read"]["pvcs"] = [claim(size="2Gi")]
    assert the_one(document).code == "DG721"


def test_dg722_names_the_mode_that_was_meant() -> None:
    diagnostic = the_one(with_pod(pvcs=[claim(access_modes=["ReadWriteOnce", "readwritemany"])]))
    assert diagnostic.message == "`readwritemany` is not an access mode"
    assert diagnostic.hint == "Write `ReadWriteMany`."
    assert diagnostic.pointer == "/templates/run/pvcs/0/access_modes/1"


def test_dg722_names_all_modes_where_none_is_near() -> None:
    diagnostic = the_one(with_pod(pvcs=[claim(access_modes=["x"])]))
    assert diagnostic.hint.count("` or `") == 3


def test_dg707_is_said_of_the_folder_of_a_claim() -> None:
    diagnostic = the_one(with_pod(pvcs=[claim(subpath="/data")]))
    assert diagnostic.message == "the folder `/data` of claim `pool` is absolute"
    assert diagnostic.clause == "STO-7"


def test_dg716_is_said_of_the_size_of_a_claim() -> None:
    assert the_one(with_pod(pvcs=[claim(size="5 GB")])).clause == "STO-10"


def test_dg722_wants_at_least_one_mode() -> None:
    diagnostic = the_one(with_pod(pvcs=[claim(access_modes=[])]))
    assert diagnostic.message == "claim `pool` has an empty list of access modes"
