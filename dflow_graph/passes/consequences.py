"""Which findings only follow from others: one mistake is one finding (CONF-8).

Works on findings alone. Most of what follows from a mistake is never found, for a pass that meets
an unresolved name has nothing to say of it; here is what one pass cannot know of another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from dflow_graph.diagnostics import Diagnostic, Place, Severity
from dflow_graph.source.pointer import join, split

__all__ = ["template_of", "without_consequences"]

# A reference that is at fault: what its text gives, and what waits for what, is open.
_REFERENCE = frozenset((
    "DG301", "DG303", "DG304", "DG305", "DG306", "DG307", "DG308", "DG309", "DG310", "DG316",
    "DG317", "DG322",
))  # fmt: skip
_UNUSED, _UNUSED_INPUT = frozenset(("DG606", "DG607")), "DG326"
_CREDENTIAL = frozenset(("DG801", "DG802", "DG803"))
# In the whole graph, what follows from a finding: what a step that is missing, or that calls
# its own template, may have been meant to call (WF-5), and what such a template is called for;
# a name of the workflow that is malformed has dots that another would not have.
_OF_OTHER_TARGET = _UNUSED | {"DG309", "DG503"}
_IN_THE_GRAPH = {
    "DG201": frozenset(("DG219",)),
    "DG302": _OF_OTHER_TARGET | {"DG317"},
    "DG303": _UNUSED,
    "DG604": _UNUSED,
    "DG608": _OF_OTHER_TARGET,
}
# At one place, with what follows from it there.
_OF_A_REFERENCE = frozenset(("DG216", "DG313", "DG335", "DG340", "DG733"))
_AT_ONE_PLACE = {
    **dict.fromkeys(_REFERENCE, _OF_A_REFERENCE),
    "DG301": _OF_A_REFERENCE | {"DG739"},
    "DG337": frozenset(("DG335", "DG340")),
    # What is no tag is a text, which the place may not take.
    "DG338": frozenset((
        "DG206", "DG210", "DG211", "DG215", "DG216", "DG217", "DG218", "DG220", "DG221", "DG222",
        "DG315", "DG320", "DG335", "DG337", "DG402", "DG404", "DG504", "DG513", "DG515", "DG517",
        "DG407", "DG522", "DG701", "DG702", "DG706", "DG707", "DG709", "DG716", "DG739", "DG743",
    )),
    "DG212": frozenset(("DG746",)),
    "DG522": frozenset(("DG335", "DG340")),
    "DG716": frozenset(("DG721",)),
    "DG729": frozenset(("DG315",)),
}  # fmt: skip
# In one template, likewise: where two steps have one name, it is open which is referred to;
# where the name of a volume is malformed, the mounts may have the right one; and where a loop or
# a sliced port is not what it was to be, so are the outputs of that step.
_OF_A_CALL = frozenset(("DG336",))
_OF_OUTPUTS = frozenset(("DG323", "DG324", "DG404", "DG503", "DG520", "DG605"))
_IN_ONE_TEMPLATE = {
    **dict.fromkeys((*_REFERENCE, "DG302", "DG603", "DG604"), _OF_A_CALL),
    "DG204": frozenset((
        "DG304", "DG305", "DG313", "DG314", "DG321", "DG323", "DG324", "DG336", "DG402", "DG404",
        "DG406", "DG601", "DG602", "DG605", "DG733",
    )),
    "DG211": frozenset(("DG719",)),
    "DG305": _OF_A_CALL | {"DG314"},
    "DG310": _OF_A_CALL | _OF_OUTPUTS | {"DG314"},
    "DG311": _OF_A_CALL | {"DG314"},
    "DG312": _OF_A_CALL | {"DG502"},
    "DG313": frozenset(("DG502",)),
    "DG314": _OF_A_CALL,
    "DG338": _OF_A_CALL | {"DG314"},
    # What is given may stand for the input that was meant.
    "DG404": frozenset((_UNUSED_INPUT,)),
    "DG501": _OF_OUTPUTS,
    "DG508": frozenset(("DG323",)),
    "DG511": _OF_OUTPUTS | {"DG215", "DG335", "DG406"},
    "DG602": frozenset(("DG314",)),
    "DG608": frozenset(("DG304", "DG332")),
    "DG610": frozenset(("DG303",)),
    "DG739": frozenset((_UNUSED_INPUT,)),
}  # fmt: skip
# A name in the whole workflow that is at fault may be the one that is nearly referred to.
_GLOBAL, _GLOBAL_NAME = "DG317", "global_name"
_GLOBAL_NAMES = frozenset(("output_parameter_global_name", "output_artifact_global_name"))
_PARTS_OF_GLOBAL_NAME = 6  # templates, T, outputs, parameters, N, global_name
# What calls give is compared: nothing is known of a call with a wrong argument, or with too few.
_OF_ARGUMENTS = "DG216"
_ARGUMENTS = frozenset(("parameters", "artifacts"))
_OTHER_SORT = {"parameters": "artifacts", "artifacts": "parameters"}
_PARTS_OF_TEMPLATE = 2  # templates, T
_PARTS_OF_PORT = 5  # templates, T, inputs, parameters, N
# What would be used by an output that is missed, or by what stands in the place of an argument;
# there, what a task waits for.
_OF_LOST_OUTPUT = _UNUSED_INPUT
_OF_LOST_ARGUMENT = frozenset((_UNUSED_INPUT, "DG314"))
# What is not given to an input that all else takes for one of the other sort.
_NOT_GIVEN, _OF_A_PORT = "DG311", frozenset(("DG307", "DG313"))
_OF_OTHER_PLACES = frozenset((_GLOBAL, _OF_ARGUMENTS, _NOT_GIVEN, *_OF_LOST_ARGUMENT))
# A value that is no reference, where there may have been one.
_NO_REFERENCE = frozenset(("DG402", "DG315", "DG734"))
# A name that two steps have, of which one may be what is referred to.
_OF_A_SOURCE = frozenset(("DG808", "DG811"))
_SAME_NAME, _NO_NAME = "DG204", frozenset(("DG303", "DG604"))
_NO_TAG = "DG338"
_NO_ITEM, _NO_LOOP = "DG310", frozenset(("DG502", "DG518", "DG521"))
# What compares a place with another one, which may be at fault itself.
_COMPARING = frozenset(("DG335", "DG336", "DG503", "DG520", "DG721"))
# What is said of a sound text alone, and of a member of a sound object.
_OF_SOUND, _IN_SOUND = "DG522", "DG745"
# What is asked of each of these is more than what follows from it at its place.
_OF_A_PLACE = _CREDENTIAL | _COMPARING | {_OF_SOUND, _IN_SOUND, "DG313"}


def without_consequences(found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings without those that follow from another one."""
    codes = {diagnostic.code for diagnostic in found}
    # Most causes are alone, and then no finding needs to be looked at.
    implied = _implied(codes, _IN_THE_GRAPH)
    if not codes.isdisjoint(implied):
        found = [diagnostic for diagnostic in found if diagnostic.code not in implied]
    # What a finding that is left out had as consequences are some of its cause.
    causes = found
    if not codes.isdisjoint(_OF_A_PLACE | _implied(codes, _AT_ONE_PLACE)):
        found = _without_those_of_place(found)
    if not codes.isdisjoint(_implied(codes, _IN_ONE_TEMPLATE)):
        found = _without_those_of_template(found, causes)
    if not codes.isdisjoint(_OF_OTHER_PLACES):
        found = _without_those_of_other_places(found, causes)
    if not codes.isdisjoint(_CREDENTIAL):
        found = _without_those_of_credentials(found)
    if not codes.isdisjoint(_NO_NAME) and not codes.isdisjoint(_CREDENTIAL | {_SAME_NAME}):
        found = _without_lost_names(found)
    return _once_a_call(found) if _NO_ITEM in codes else found


def _implied(codes: set[str], table: dict[str, frozenset[str]]) -> set[str]:
    """All that follows from what is there, by one of the tables."""
    return {code for cause in codes & table.keys() for code in table[cause]}


def _without_those_of_place(found: list[Diagnostic]) -> list[Diagnostic]:
    """What is left at a place that a credential or an argument of the wrong sort stands at, ..."""
    only: dict[str, Diagnostic] = {}
    implied: defaultdict[str, set[str]] = defaultdict(set)
    faulty: set[str] = set()
    for diagnostic in found:
        code, pointer = diagnostic.code, diagnostic.pointer
        if code in _CREDENTIAL:
            only[pointer] = diagnostic
        elif code == "DG313" and diagnostic.at_key:
            only.setdefault(pointer, diagnostic)
        if code in _AT_ONE_PLACE:
            implied[pointer] |= _AT_ONE_PLACE[code]
        if code not in _COMPARING and diagnostic.severity is Severity.ERROR:
            faulty.add(pointer)
    types = {join((*c[1:], "type")) for d in found for c in d.culprits if c[0] == "type"}
    kept = [
        d
        for d in found
        if (d.pointer not in only or d is only[d.pointer] or d.code in _CREDENTIAL)
        and d.code not in implied.get(d.pointer, ())
        and not (d.code in _COMPARING and any(p.pointer in faulty for p in d.related))
        and not (d.code == "DG335" and any(p.pointer in types for p in d.related))
        and not (d.code == _OF_SOUND and d.pointer in faulty)
        and not (d.code == _IN_SOUND and d.pointer.rpartition("/")[0] in faulty)
    ]
    return _as_grave_as(found, kept)


def _as_grave_as(found: list[Diagnostic], kept: list[Diagnostic]) -> list[Diagnostic]:
    """What is left, where a text that is no tag stands for an error at its place as an error."""
    errors = {
        d.pointer
        for d in found
        if d.severity is Severity.ERROR and d.code in _AT_ONE_PLACE[_NO_TAG]
    }
    return [
        d._replace(severity=Severity.ERROR) if d.code == _NO_TAG and d.pointer in errors else d
        for d in kept
    ]


def _without_those_of_template(
    found: list[Diagnostic], causes: list[Diagnostic]
) -> list[Diagnostic]:
    implied: defaultdict[str, set[str]] = defaultdict(set)
    for diagnostic in causes:
        if diagnostic.code in _IN_ONE_TEMPLATE:
            implied[template_of(diagnostic.pointer)] |= _IN_ONE_TEMPLATE[diagnostic.code]
    return [d for d in found if d.code not in implied.get(template_of(d.pointer), ())]


def template_of(pointer: str) -> str:
    """The pointer of the template that a place is in; of the root, what is outside of all."""
    return "/".join(pointer.split("/", 3)[:3])


def _without_those_of_other_places(
    found: list[Diagnostic], causes: list[Diagnostic]
) -> list[Diagnostic]:
    """What is left beside arguments, global names and outputs that are at fault elsewhere."""
    names = {d.pointer for d in causes if _is_global_name(split(d.pointer))}
    calls = {join(call) for d in causes if (call := _given_wrong(d))}
    lost = {join(c[:2]) for d in causes for c in d.culprits if c[2:3] == ("outputs",)}
    given = {
        template_of(d.pointer)
        for d in causes
        if d.code in _CREDENTIAL or (d.code in _NO_REFERENCE and _given_wrong(d))
    }
    ports = {
        c: d.code
        for d in causes
        if d.code in _OF_A_PORT
        for c in d.culprits
        if len(c) == _PARTS_OF_PORT
    }
    wrong_sort = {
        join((*c[:3], _OTHER_SORT[str(c[3])], c[4]))
        for c, code in ports.items()
        if code == "DG313" and c[2] == "inputs"
    }
    return [
        d
        for d in found
        if not (d.code == _GLOBAL and any(p.pointer in names for p in d.related))
        and not (d.code == _OF_ARGUMENTS and any(p.pointer in calls for p in d.related))
        and not (d.code == _OF_LOST_OUTPUT and template_of(d.pointer) in lost)
        and not (d.code in _OF_LOST_ARGUMENT and template_of(d.pointer) in given)
        and not (d.code == _UNUSED_INPUT and d.pointer in wrong_sort)
        and not (
            d.code == _NOT_GIVEN and any(c[0] == "meant" and c[1:6] in ports for c in d.culprits)
        )
    ]


def _without_those_of_credentials(found: list[Diagnostic]) -> list[Diagnostic]:
    """What is left beside a credential in a source, in a repository and in the name of a volume."""
    places = [split(d.pointer) for d in found if d.code in _CREDENTIAL]
    sources = {join(p[:-1]) for p in places if p[-1:] == ["source"]}
    repositories = {join(p[:-1]) for p in places if p[-1:] == ["repo"]}
    volumes = {tuple(p[:-3]) for p in places if p[-1:] == ["name"] and p[-3:-2] == ["volumes"]}
    return [
        d
        for d in found
        if not (d.code in _OF_A_SOURCE and d.pointer.rpartition("/")[0] in sources)
        and not (d.code == "DG736" and d.pointer.rpartition("/")[0] in repositories)
        and not (d.code == "DG719" and _owners_of_volumes(split(d.pointer)) & volumes)
    ]


def _owners_of_volumes(parts: Sequence[str]) -> set[tuple[str, ...]]:
    """What has the volumes that a place in a template may mean: the workflow and the template."""
    return {(), tuple(parts[:_PARTS_OF_TEMPLATE])}


def _takes_a_name(diagnostic: Diagnostic) -> bool:
    """Whether it tells that a step has no name of its own: that of another, or a credential."""
    if diagnostic.code in _CREDENTIAL:
        return diagnostic.pointer == join((*_call_of(diagnostic), "name"))
    return diagnostic.code == _SAME_NAME


def _without_lost_names(found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings without those of a name that a template lacks and that a step has lost.

    Of more names than there are such steps some are lost for another reason.
    """
    steps = Counter(template_of(d.pointer) for d in found if _takes_a_name(d))
    names: defaultdict[str, set[object]] = defaultdict(set)
    for diagnostic in found:
        if diagnostic.code in _NO_NAME:
            names[template_of(diagnostic.pointer)].add(diagnostic.culprits)
    explained = {template for template, lost in names.items() if len(lost) <= steps[template]}
    return [d for d in found if d.code not in _NO_NAME or template_of(d.pointer) not in explained]


def _is_global_name(parts: Sequence[str]) -> bool:
    """Whether a place is the name that an output has in the whole workflow."""
    if parts[-1:] == [_GLOBAL_NAME]:
        return len(parts) == _PARTS_OF_GLOBAL_NAME
    return not _GLOBAL_NAMES.isdisjoint(parts[-2:-1])


def _given_wrong(diagnostic: Diagnostic) -> tuple[str, ...]:
    """The call whose arguments a finding is about, as `_call_of` has it; empty if there is none."""
    parts, call = split(diagnostic.pointer), _call_of(diagnostic)
    is_of_it = len(parts) == len(call) or parts[len(call)] in _ARGUMENTS
    return call if is_of_it else ()


def _once_a_call(found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings with one for each step that has items but no loop (REF-20)."""
    uses: defaultdict[tuple[str, ...], list[Diagnostic]] = defaultdict(list)
    for diagnostic in found:
        if diagnostic.code == _NO_ITEM and (call := _call_of(diagnostic)):
            uses[call].append(diagnostic)
    told: dict[str, Diagnostic] = {}
    others: set[int] = set()
    for first, *rest in uses.values():
        if rest:
            related = [Place(message="it is used here too", pointer=o.pointer) for o in rest]
            told[first.pointer] = first._replace(related=(*first.related, *related))
            others.update(map(id, rest))
    return [
        told.get(d.pointer, d) if d.code == _NO_ITEM else d
        for d in found
        if id(d) not in others and not (d.code in _NO_LOOP and _call_of(d) in uses)
    ]


def _call_of(diagnostic: Diagnostic) -> tuple[str, ...]:
    """The beginning of a pointer that leads to a step or task; empty where there is none."""
    parts = tuple(split(diagnostic.pointer))
    if parts[:1] == ("templates",) and parts[2:3] == ("steps",):
        return parts[:5]
    return parts[:4] if parts[:1] == ("templates",) and parts[2:3] == ("tasks",) else ()
