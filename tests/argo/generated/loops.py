"""Loops and slices of a call: what it runs over, what a piece gets, what comes back."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.argo.generated.dice import Dice
from tests.argo.generated.made import Made, Port
from tests.argo.generated.scope import Scope
from tests.argo.generated.values import element_of, list_of, value_of

__all__ = ["Loop", "loop_of"]

Json = dict[str, Any]
_LOOPS = {"with_param", "with_sequence"}
_COUNTED = ("ScriptOPTemplate", "ShellOPTemplate", "PythonScriptOPTemplate", "PythonOPTemplate")


class Loop(NamedTuple):
    """The fields of a loop, and what they do to the ports of the template that is called.

    `items`: types of what may be given for `{{item}}` and its members; `cut` and `stacked`: names
    of ports; `whole`: whether a piece gets whole groups; `alone`: whether a piece downloads only
    its own item; `steps`: the steps whose outputs the loop runs over; `counted`: the input whose
    elements are counted, if no other loop is there.
    """

    fields: Json
    items: dict[str, str]
    cut: frozenset[str] = frozenset()
    stacked: frozenset[str] = frozenset()
    whole: bool = False
    alone: bool = False
    steps: tuple[str, ...] = ()
    counted: str = ""

    @property
    def is_loop(self) -> bool:
        """Whether there is one."""
        return bool(self.fields or self.cut)

    def wanted(self, port: Port) -> Port:
        """An input as it is to be given from outside of the loop."""
        if port.name not in self.cut:
            return port
        if port.type.endswith("path]") or self.whole:
            return port._replace(unpacked=self.alone)
        return port._replace(type=list_of(port.type), unpacked=self.alone)

    def given(self, port: Port) -> Port | None:
        """An output parameter as it is known outside of the loop; None if it is not."""
        if not self.is_loop:
            return port
        if port.big and not port.both:
            return None
        stacked = port.name in self.stacked
        type_ = port.type if stacked and self.whole else list_of(port.type)
        return Port(port.name, type_, is_sliced=stacked)


def loop_of(target: Made, scope: Scope) -> Loop:
    """A loop for a call of a template, or none."""
    dice = scope.dice
    sliced = [p for p in (*target.in_parameters, *target.in_artifacts) if p.is_sliced]
    sliced += [p for p in (*target.out_parameters, *target.out_artifacts) if p.is_sliced]
    if target.slices is not None:
        loop = _sliced(target, scope, target.slices)
    elif sliced and dice.chance(2):
        loop = _sliced(target, scope, None)
    else:
        loop = _plain(scope) if dice.chance(3) else Loop({}, {})
    return _counted(loop, target, dice) if loop.is_loop else loop


def _counted(loop: Loop, target: Made, dice: Dice) -> Loop:
    """With a bound on its pieces, and a number or share of them that must succeed."""
    fields = dict(loop.fields)
    if dice.chance(5):
        fields["parallelism"] = dice.number(1, 3)
    if target.kind in _COUNTED and "resource" not in target.data and dice.chance(4):
        fields.update(
            dice.pick(
                {"continue_on_num_success": 1},
                {"continue_on_success_ratio": 0.5},
                {"continue_on_success_ratio": 1},
            )
        )
        fields.get("with_sequence", {}).pop("format", None)
    return loop._replace(fields=fields)


def _plain(scope: Scope) -> Loop:
    dice, length = scope.dice, scope.length
    kind = dice.number(0, 5)
    if kind == 0:
        type_ = dice.pick("int", "str", "any", "list[int]")
        items = [value_of(type_, dice, length) for _ in range(length)]
        return Loop({"with_param": items}, {"item": type_})
    if kind == 1:
        rows = [{"k": value_of("str", dice, length), "n": number} for number in range(length)]
        return Loop({"with_param": rows}, {"item.k": "str", "item.n": "int"})
    if kind == 2:
        lists = [v for v in scope.ordinary("list[int]", "list[str]") if v.port.needed]
        if lists:
            value = dice.of(lists)
            item = str(element_of(value.port.type))
            fields = {"with_param": scope.used(value, is_cut=False)}
            return Loop(fields, {"item": item}, steps=(value.step,) if value.step else ())
    if kind <= 3:
        return Loop(_numbers(length), {"item": "int"})
    sequence: Json = {"count": length} if dice.chance() else {"start": length, "end": 1}
    if dice.chance():
        sequence["format"] = dice.pick("%03d", "n%x-%%")
        return Loop({"with_sequence": sequence}, {"item": "str"})
    return Loop({"with_sequence": sequence}, {"item": "int"})


def _numbers(length: int) -> Json:
    return {"with_param": "{{=toJson(sprig.untilStep(0, " + str(length) + ", 1))}}"}


def _sliced(target: Made, scope: Scope, fixed: Json | None) -> Loop:
    dice = scope.dice
    slices = slices_of(target, dice) if fixed is None else fixed
    if not slices:
        return Loop({}, {})
    grouped = "group_size" in slices
    whole = grouped and "pool_size" not in slices
    alone = slices.get("sub_path") is True and not grouped
    cut = frozenset((*slices.get("input_parameter", ()), *slices.get("input_artifact", ())))
    out = frozenset((*slices.get("output_parameter", ()), *slices.get("output_artifact", ())))
    fields: Json = {} if fixed is not None else {"slices": slices}
    items = {"item": "int"}
    if alone:
        items = {"item.order": "int"}
    elif not cut or dice.chance():
        fields.update(_indices(scope))
    counted = (*slices.get("input_parameter", ()), *slices.get("input_artifact", ()), "")[0]
    if alone:
        counted = slices["input_artifact"][0]
    found = Loop(fields, items, cut, out, whole, slices.get("sub_path") is True)
    return found._replace(counted="" if fields.keys() & _LOOPS else counted)


def _indices(scope: Scope) -> Json:
    length = scope.length
    kind = scope.dice.number(0, 2)
    if kind == 0:
        return _numbers(length)
    return (
        {"with_param": list(range(length))} if kind == 1 else {"with_sequence": {"count": length}}
    )


def slices_of(target: Made, dice: Dice) -> Json:
    """Slices for a call of a template; empty if nothing of it is sliced."""
    grouped, pool = dice.chance(3), dice.pick(None, 1, 2, -1)
    ports: dict[str, list[str]] = {}
    for sort, of in (
        ("input_parameter", target.in_parameters),
        ("input_artifact", target.in_artifacts),
        ("output_parameter", target.out_parameters),
        ("output_artifact", target.out_artifacts),
    ):
        can = [p for p in of if p.is_sliced]
        if grouped and pool is None and sort.endswith("parameter"):
            can = [p for p in can if element_of(p.type) is not None]
        names = [p.name for p in dice.some(can)]
        if names:
            ports[sort] = names
    if not ports:
        return {}
    slices: Json = dict(ports)
    if "input_artifact" in ports and dice.chance(3):
        slices["sub_path"] = True
    if grouped:
        slices.update(_group(dice, pool))
    if "sub_path" not in slices and dice.chance(3):
        slices["slices"] = dice.pick("{{item}}", "int('{{item}}')", "'{{item}}'")
    if "output_artifact" in ports and dice.chance(3):
        slices["create_dir"] = True
    if dice.chance(6):
        slices["register_first_only"] = True
    return slices


def _group(dice: Dice, pool: int | None) -> Json:
    fields: Json = {"group_size": dice.number(1, 3)}
    if dice.chance(3):
        fields.update(shuffle=True, random_seed=dice.pick(0, 7, -1))
    if pool is not None:
        fields["pool_size"] = pool
        if dice.chance(3):
            fields["pool_timeout"] = 60
    if dice.chance(5):
        fields["raise_for_group"] = True
    return fields
