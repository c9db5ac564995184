"""Which findings are left out beside others (CONF-8): the table, finding by finding."""

from __future__ import annotations

from itertools import product

import pytest

from dflow_graph.diagnostics import Diagnostic, Place, Severity
from dflow_graph.passes.consequences import without_consequences

STEP = "/templates/main/steps/0/0"
TASK = "/templates/main/tasks/1"


REFERENCE = (
    *("DG301", "DG303", "DG304", "DG305", "DG306", "DG307", "DG308", "DG309", "DG310", "DG316"),
    *("DG317", "DG322"),
)
NO_TAG = (
    *("DG206", "DG210", "DG211", "DG215", "DG216", "DG217", "DG218", "DG220", "DG221", "DG222"),
    *(
        "DG315",
        "DG320",
        "DG335",
        "DG337",
        "DG402",
        "DG404",
        "DG504",
        "DG513",
        "DG515",
        "DG517",
        "DG701",
        "DG702",
    ),
    *("DG407", "DG706", "DG707", "DG709", "DG716", "DG739", "DG743"),
)
OUTPUTS_OF_LOOPS = ("DG323", "DG324", "DG404", "DG503", "DG520", "DG605")


def at(code: str, pointer: str = STEP, severity: str = "error", **fields: object) -> Diagnostic:
    return Diagnostic(code, Severity(severity), "", pointer, **fields)  # type: ignore[arg-type]


def left(*found: Diagnostic) -> list[Diagnostic]:
    return without_consequences(list(found))


@pytest.mark.parametrize("cause", ["DG302", "DG303", "DG604", "DG608"])
@pytest.mark.parametrize("unused", ["DG606", "DG607"])
def test_nothing_is_unused_beside_a_step_that_may_call_it(cause: str, unused: str) -> None:
    found = [at(unused, "/templates/spare", "warning"), at(cause)]
    assert left(*found) == found[1:]
    assert left(found[0], at("DG402")) == [found[0], at("DG402")]


@pytest.mark.parametrize(
    ("cause", "result"),
    [
        ("DG201", "DG219"),
        ("DG302", "DG317"),
        *product(("DG302", "DG608"), ("DG309", "DG503")),
    ],
)
def test_what_follows_in_the_whole_graph(cause: str, result: str) -> None:
    assert left(at(result, "/templates/other/key"), at(cause)) == [at(cause)]


@pytest.mark.parametrize("place", ["", "/parameters/n", "/artifacts/f/_from"])
@pytest.mark.parametrize("call", [STEP, TASK])
def test_calls_with_arguments_at_fault_give_no_repeated_key(call: str, place: str) -> None:
    key = at("DG216", "/templates/other/key", related=(Place("", "/a"), Place("", call)))
    cause = at("DG311", call + place)
    assert left(key, cause) == [cause]
    for elsewhere in (call + "/key", call + "9", "/templates/main", ""):
        assert left(key, at("DG311", elsewhere)) == [key, at("DG311", elsewhere)]
    # What else is said of two calls stays.
    twice = at("DG204", "/templates/other/name", related=key.related)
    assert left(key, twice, cause) == [twice, cause]


@pytest.mark.parametrize(
    "place",
    [
        "/templates/t/outputs/parameters/n/global_name",
        "/templates/t/op/outputs/n/global_name",
        "/templates/t/output_parameter_global_name/n",
        "/templates/t/output_artifact_global_name/n",
    ],
)
def test_global_name_at_fault_may_be_the_one_that_is_missed(place: str) -> None:
    missed = at("DG317", "/templates/main/script", related=(Place("", place),))
    assert left(missed, at("DG206", place)) == [at("DG206", place)]
    for other in ("/templates/t/inputs/parameters/global_name", place + "/x", "/name"):
        found = [missed, at("DG206", other)]
        assert left(*found) == found


def test_global_name_at_fault_is_not_one_that_is_unlike_what_is_missed() -> None:
    names = [f"/templates/{name}/outputs/parameters/n/global_name" for name in "tu"]
    missed = at("DG317", "/templates/main/script", related=(Place("", names[0]),))
    fault = at("DG206", names[1])
    assert left(missed, fault) == [missed, fault]


def test_input_is_not_unused_beside_an_output_that_is_missed() -> None:
    cause = at("DG304", culprits=(("templates", "t", "outputs", "parameters", "n"),))
    unused, other = (at("DG326", f"/templates/{name}/inputs/n", "warning") for name in "tu")
    assert left(unused, other, cause) == [other, cause]
    # What else is told of the template with that output stays.
    script = at("DG701", "/templates/t/script")
    assert left(script, unused, cause) == [script, cause]
    cause = at("DG312", culprits=(("templates", "t", "inputs", "parameters", "n"),))
    assert left(unused, cause) == [unused, cause]


@pytest.mark.parametrize(
    ("cause", "result"),
    [
        *product((*REFERENCE, "DG302", "DG311", "DG312", "DG603", "DG604"), ["DG336"]),
        *product(("DG310", "DG501"), OUTPUTS_OF_LOOPS),
        *product(("DG305", "DG310", "DG338"), ["DG314"]),
        ("DG338", "DG336"),
        *product(("DG312", "DG313"), ["DG502"]),
        *product(["DG608"], ("DG304", "DG332")),
        ("DG404", "DG326"),
        ("DG508", "DG323"),
        ("DG602", "DG314"),
        ("DG610", "DG303"),
    ],
)
def test_what_follows_in_one_template(cause: str, result: str) -> None:
    assert left(at(result, "/templates/main/outputs"), at(cause)) == [at(cause)]
    apart = [at(result, "/templates/mainly/outputs"), at(cause)]
    assert left(*apart) == apart


@pytest.mark.parametrize("code", ["DG335", "DG503", "DG520", "DG721"])
def test_what_is_compared_with_a_place_at_fault_is_not_told(code: str) -> None:
    comparing = at(code, TASK, related=(Place("the other", STEP + "/parameters/n"),))
    wrong = at("DG402", STEP + "/parameters/n")
    assert left(comparing, wrong) == [wrong]
    apart = [comparing, at("DG402", STEP + "/parameters/m")]
    assert left(*apart) == apart


@pytest.mark.parametrize("code", ["DG801", "DG802", "DG803"])
def test_at_a_credential_stands_nothing_but_credentials(code: str) -> None:
    here, other = at(code), at("DG801", within=(40, 60))
    found = [here, other, at("DG301"), at("DG301", STEP + "/when")]
    assert left(*found) == [here, other, found[3]]


def test_at_an_argument_of_the_other_sort_stands_nothing_else() -> None:
    name = at("DG313", at_key=True)
    assert left(name, at("DG402"), at("DG313")) == [name]
    # A reference of the other sort is a fault of the value, and says nothing of other faults.
    found = [at("DG313"), at("DG402")]
    assert left(*found) == found
    # Neither does a name that is at fault in another way.
    found = [at("DG106", at_key=True), at("DG402"), at("DG313", TASK)]
    assert left(*found) == found
    # What holds a credential is told as such.
    assert left(name, at("DG801")) == [at("DG801")]


@pytest.mark.parametrize(
    ("cause", "result"),
    [
        ("DG301", "DG739"),
        *product(["DG337"], ("DG335", "DG340")),
        ("DG212", "DG746"),
        ("DG716", "DG721"),
        ("DG729", "DG315"),
        *product(["DG338"], NO_TAG),
        *product(REFERENCE, ("DG216", "DG313", "DG335", "DG340", "DG733")),
    ],
)
def test_what_follows_at_one_place(cause: str, result: str) -> None:
    assert left(at(result), at(cause)) == [at(cause)]
    apart = [at(result, STEP + "/x"), at(cause)]
    assert left(*apart) == apart


@pytest.mark.parametrize("result", ["DG335", "DG340"])
def test_of_the_whole_of_a_list_no_comparison_is_judged(result: str) -> None:
    whole = at("DG522", severity="warning")
    assert left(at(result, severity="warning"), whole) == [whole]
    apart = [at(result, TASK, "warning"), whole]
    assert left(*apart) == apart


def test_of_what_is_no_tag_it_is_not_said_that_it_is_the_whole_of_a_list() -> None:
    whole, no_tag = at("DG522", severity="warning"), at("DG338", severity="warning")
    assert left(whole, no_tag) == [no_tag]
    apart = [at("DG522", TASK, "warning"), no_tag]
    assert left(*apart) == apart


def test_what_is_said_of_a_sound_text_is_not_said_of_a_faulty_one() -> None:
    whole, faulty = at("DG522", severity="warning"), at("DG320")
    assert left(whole, faulty) == [faulty]
    for other in (at("DG320", TASK), at("DG324", severity="warning"), at("DG503")):
        assert left(whole, other) == [whole, other]


def test_what_is_said_of_a_member_is_not_said_in_a_faulty_object() -> None:
    member = at("DG745", f"{STEP}/mounts/0/mount_path", "warning")
    faulty = at("DG701", f"{STEP}/mounts/0")
    assert left(member, faulty) == [faulty]
    for other in (faulty._replace(severity=Severity.WARNING), at("DG701", f"{STEP}/mounts/1")):
        assert left(member, other) == [member, other]


def test_words_of_a_type_that_is_wrong_are_not_judged() -> None:
    port = ("templates", "make", "outputs", "parameters", "n")
    place = Place("the reason stands here", "/templates/make/outputs/parameters/n/type")
    bare = at("DG335", severity="warning", related=(place,))
    wrong = at("DG404", TASK, culprits=(("type", *port), port))
    assert left(bare, wrong) == [wrong]
    for other in (wrong._replace(culprits=(port,)), at("DG404", TASK)):
        assert left(bare, other) == [bare, other]
    # What is said of something else at that place stays.
    skipped = bare._replace(code="DG336")
    assert left(skipped, wrong) == [skipped, wrong]


def test_text_that_is_no_tag_is_as_grave_as_what_it_stands_for() -> None:
    no_tag = at("DG338", severity="warning")
    grave = no_tag._replace(severity=Severity.ERROR)
    assert left(no_tag, at("DG402")) == [grave]
    assert left(no_tag, at("DG335", severity="warning")) == [no_tag]
    apart = at("DG338", TASK, "warning")
    assert left(no_tag, apart, at("DG402")) == [grave, apart]
    # Another error there is one of its own, and another warning stays one.
    hint, other = at("DG324", severity="warning"), at("DG106")
    assert left(no_tag, other, at("DG335", severity="warning")) == [no_tag, other]
    assert left(no_tag, hint, at("DG402")) == [grave, hint]


OF_REFERENCES = [
    *("DG304", "DG305", "DG313", "DG314", "DG321", "DG323", "DG324", "DG336", "DG402", "DG404"),
    *("DG406", "DG601", "DG602", "DG605", "DG733"),
]


@pytest.mark.parametrize("result", OF_REFERENCES)
def test_of_two_steps_of_one_name_nothing_is_told_of_references(result: str) -> None:
    twice = at("DG204", STEP + "/name")
    assert left(twice, at(result, "/templates/main/outputs")) == [twice]
    elsewhere = [twice, at(result, "/templates/mainly/outputs")]
    assert left(*elsewhere) == elsewhere


def test_of_a_malformed_volume_no_mount_is_told() -> None:
    name = at("DG211", "/volumes/0/name")
    inner = at("DG211", "/templates/relax/volumes/0/name")
    mount = at("DG719", "/templates/relax/mounts/0/name")
    assert left(inner, mount) == [inner]
    assert left(name, mount) == [name, mount]


def test_of_a_repository_with_a_credential_nothing_is_said_of_its_secrets() -> None:
    repository = at("DG801", f"{STEP}/artifacts/code/repo")
    secret = at("DG736", f"{STEP}/artifacts/code/ssh_private_key_secret")
    assert left(repository, secret) == [repository]
    other = at("DG736", f"{STEP}/artifacts/data/ssh_private_key_secret")
    assert left(repository, other) == [repository, other]
    revision = at("DG801", f"{STEP}/artifacts/code/revision")
    assert left(revision, secret) == [revision, secret]


@pytest.mark.parametrize("volume", ["/volumes/0", "/templates/relax/volumes/0"])
def test_of_a_volume_named_by_a_credential_no_mount_is_told(volume: str) -> None:
    name, other = at("DG801", f"{volume}/name"), at("DG801", f"{volume}/hostPath/path")
    mount = at("DG719", "/templates/relax/mounts/0/name")
    assert left(name, mount) == [name]
    assert left(other, mount) == [other, mount]
    elsewhere = at("DG801", "/templates/md/volumes/0/name")
    assert left(elsewhere, mount) == [elsewhere, mount]


@pytest.mark.parametrize(
    ("when", "is_told"),
    [
        (at("DG317", STEP + "/when"), False),
        (at("DG324", STEP + "/when", "warning"), True),
        (at("DG217", STEP + "/key"), True),
    ],
)
def test_whether_a_faulty_condition_skips_a_step_is_open(when: Diagnostic, is_told: bool) -> None:
    skipped = at("DG336", TASK, related=(Place("this one", STEP + "/when"),))
    assert left(when, skipped) == [when, skipped][: 1 + is_told]


def test_conditions_that_skip_steps_are_no_fault_of_the_steps_that_they_skip() -> None:
    first = at("DG336", STEP)
    second = at("DG336", TASK, related=(Place("this one", STEP),))
    assert left(first, second) == [first, second]
    # Another finding may speak of a faulty place, too.
    other = at("DG214", TASK, related=(Place("the first one", STEP),))
    assert left(at("DG308", STEP), other, second) == [at("DG308", STEP), other]


@pytest.mark.parametrize("call", [STEP, TASK])
def test_items_without_a_loop_are_told_once_a_call(call: str) -> None:
    here = Place("a hint", "/")
    first = at("DG310", f"{call}/key", related=(here,))
    again = at("DG310", f"{call}/parameters/x")
    slices = [at("DG502", f"{call}/slices"), at("DG521", f"{call}/parallelism")]
    slices.append(at("DG518", f"{call}/continue_on_num_success"))
    (told,) = left(first, again, *slices)
    assert told == first._replace(related=(here, Place("it is used here too", again.pointer)))
    kept = [first, at("DG402", f"{call}/parameters/x"), at("DG502", "/templates/b/steps/0/0")]
    assert left(*kept) == kept


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (f"{STEP}/key", "/templates/main/steps/0/1/key"),
        (f"{TASK}/key", "/templates/main/tasks/2/key"),
        # Outside of steps each is a mistake of its own.
        ("/templates/a/script", "/templates/a/script2"),
        ("/templates/a/script/tasks/0", "/templates/a/script/tasks/1"),
        ("/parameters/a/steps/0/0/key", "/parameters/a/steps/0/0/when"),
        ("/parameters/a/tasks/0/key", "/parameters/a/tasks/0/when"),
    ],
)
def test_items_of_two_calls_are_two_mistakes(first: str, second: str) -> None:
    found = [at("DG310", first), at("DG310", second)]
    assert left(*found) == found


def test_steps_of_one_name_explain_as_many_names_that_are_not_there() -> None:
    double = at("DG204", f"{STEP}/name")
    lost = at("DG303", "/templates/main/steps/1/0/when", culprits=(("templates", "main", "b"),))
    again = at("DG604", "/templates/main/steps/2/0/when", culprits=(("templates", "main", "b"),))
    other = at("DG303", "/templates/main/steps/3/0/when", culprits=(("templates", "main", "c"),))
    elsewhere = at("DG303", "/templates/inner/outputs", culprits=(("templates", "inner", "b"),))
    assert left(double, lost, again) == [double]
    assert left(double, lost, other) == [double, lost, other]
    assert left(double, double, lost, other) == [double, double]
    assert left(double, lost, elsewhere) == [double, elsewhere]


@pytest.mark.parametrize("cause", ["DG402", "DG315", "DG734"])
@pytest.mark.parametrize("result", ["DG326", "DG314"])
def test_argument_that_is_no_reference_may_be_meant_for_one(cause: str, result: str) -> None:
    argument, follows = at(cause, f"{TASK}/parameters/n"), at(result, "/templates/main/inputs")
    assert left(argument, follows) == [argument]
    default = at(cause, "/templates/main/inputs/parameters/n/value")
    assert left(default, follows) == [default, follows]
    elsewhere = at(result, "/templates/inner/inputs")
    assert left(argument, elsewhere) == [argument, elsewhere]


def test_input_that_is_used_as_one_of_the_other_sort_is_neither_unused_nor_missed() -> None:
    port = ("templates", "inner", "inputs", "artifacts", "f")
    given = at("DG313", f"{STEP}/artifacts/f", at_key=True, culprits=(port,))
    unused = at("DG326", "/templates/inner/inputs/parameters/f", "warning")
    missed = at("DG311", STEP, culprits=(("meant", *port, *STEP.split("/")),))
    assert left(given, unused) == [given]
    assert left(at("DG307", culprits=(port,)), unused) == [at("DG307", culprits=(port,)), unused]
    assert left(given, missed) == [given]
    assert left(missed) == [missed]
    other = at("DG311", STEP, culprits=(("meant", *port[:-1], "g"),))
    assert left(given, other) == [given, other]
