"""What the steps of a template can refer to, and the inputs that it has because they ask."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.argo.generated.dice import Dice
from tests.argo.generated.made import Port
from tests.argo.generated.storage import location_for
from tests.argo.generated.values import value_of

__all__ = ["Scope", "Value"]

Json = dict[str, Any]


class Value(NamedTuple):
    """Something that a reference leads to, by its dotted `name`.

    `step` is the step that gives it, empty for an input. `port` has its type and how it travels:
    `saved`: it is kept in a place of its own, `is_stacked`: the pieces of a loop give it.
    `needed` is false where it may be missing, `is_sliced` true where slices around can stack it;
    `is_item`: its input is an item of what is given, which only Python OPs can take.
    """

    name: str
    port: Port
    is_artifact: bool = False
    step: str = ""
    saved: bool = False
    is_stacked: bool = False
    is_item: bool = False

    @property
    def reference(self) -> str:
        """The simple tag that stands for it."""
        return "{{" + self.name + "}}"

    @property
    def expression(self) -> str:
        """How an expression spells it."""
        first, second, *rest = self.name.split(".")
        return f"{first}['{second}']" + "".join(f"['{part}']" for part in rest)


class Use(NamedTuple):
    """How a step uses an input of its template."""

    is_cut: bool
    mounts: bool
    plain: bool


class Scope:
    """The names of one template of steps, which has as many inputs as its steps need."""

    def __init__(self, dice: Dice, length: int, workflow: Json, *, is_first: bool) -> None:
        self.dice = dice
        self.length = length
        self.values: list[Value] = []
        self.inputs: Json = {"parameters": {}, "artifacts": {}}
        self.workflow = workflow
        self.is_first = is_first
        self._ports: dict[tuple[str, bool], Port] = {}
        self._uses: dict[str, list[Use]] = {}

    def parameters(self) -> list[Port]:
        """The input parameters; slices can cut those that only reach what can cut them."""
        return self._inputs(is_artifact=False)

    def artifacts(self) -> list[Port]:
        """The input artifacts."""
        return self._inputs(is_artifact=True)

    def _inputs(self, *, is_artifact: bool) -> list[Port]:
        found = []
        for (_, sort), port in self._ports.items():
            uses = self._uses.get(port.name, [])
            if sort is is_artifact:
                found.append(
                    port._replace(
                        is_sliced=bool(uses) and all(use.is_cut for use in uses),
                        mounts=bool(uses) and all(use.mounts for use in uses),
                        plain=port.plain and bool(uses) and all(use.plain for use in uses),
                    )
                )
        return found

    def used(self, value: Value, *, is_cut: bool, mounts: bool = False, plain: bool = False) -> str:
        """The reference to a value; `is_cut`: by a port that slices can cut, and as it is.

        `mounts`: by one that takes it from a claim, `plain`: by one that takes it whole.
        """
        if value.name.startswith("inputs."):
            use = Use(is_cut, mounts, plain)
            self._uses.setdefault(value.port.name, []).append(use)
        return value.reference

    def find(self, wanted: Port, *, is_artifact: bool) -> list[Value]:
        """The values that can be given to a port."""
        return [v for v in self.values if v.is_artifact is is_artifact and _fits(v, wanted)]

    def ordinary(self, *types: str) -> list[Value]:
        """The parameters of a type that texts, conditions and expressions can hold."""
        return [
            v
            for v in self.values
            if not v.is_artifact
            and v.port.type in types
            and v.port.needed
            and (not v.port.big or v.port.both)
        ]

    def new_parameter(self, wanted: Port) -> Value:
        """A new input parameter of the template, for a port that it is given to."""
        dice = self.dice
        name = dice.name("in_x", "In-y")
        field: Json = {"type": wanted.type}
        if wanted.big:
            field["save_as_artifact"] = True
        needed = True
        if dice.chance(4) or (self.is_first and wanted.big):
            field["value"] = value_of(wanted.type, dice, self.length)
            needed = False
        elif self.is_first:
            self.workflow[name] = value_of(wanted.type, dice, self.length)
        self.inputs["parameters"][name] = field
        return self._new(Port(name, wanted.type, needed, wanted.big), is_artifact=False)

    def new_artifact(self, wanted: Port) -> Value:
        """A new input artifact of the template."""
        name = self.dice.name("in_file", "Data-in")
        field: Json = {}
        if self.is_first:
            field["source"] = location_for(self.dice, Port(name), slices=False)
        elif wanted.optional and self.dice.chance():
            field["optional"] = True
        if self.dice.chance(4) and not wanted.unpacked:
            field.update(self.dice.pick({"sub_path": "below"}, {"type": "list[path]"}))
        is_item = wanted.is_sliced and not wanted.unpacked and self.dice.chance(5)
        if is_item:
            field["slice"] = self.dice.pick("0", "key.1")
        if self.dice.chance(6):
            field["save_as_parameter"] = True
        self.inputs["artifacts"][name] = field
        optional = "optional" in field
        needed = not (optional or "source" in field)
        port = Port(name, wanted.type, needed, unpacked=wanted.unpacked, optional=optional)
        # ARGO-5: several sources have no part that a group could take.
        port = port._replace(plain="sub_path" not in field and not is_item)
        return self._new(port, is_artifact=True, is_item=is_item)

    def _new(self, port: Port, *, is_artifact: bool, is_item: bool = False) -> Value:
        self._ports[(port.name, is_artifact)] = port
        sort = "artifacts" if is_artifact else "parameters"
        value = Value(f"inputs.{sort}.{port.name}", port._replace(needed=True), is_artifact)
        value = value._replace(is_item=is_item)
        self.values.append(value)
        return value

    def workflow_parameter(self, type_: str) -> str:
        """The reference to a new parameter of the workflow."""
        name = self.dice.name("setting", "Set_2")
        self.workflow[name] = value_of(type_, self.dice, self.length)
        return "{{workflow.parameters." + name + "}}"


def _fits(value: Value, wanted: Port) -> bool:
    if wanted.needed and not value.port.needed:
        return False
    if value.is_item and not wanted.is_sliced:
        return False
    if value.is_artifact:
        return value.port.unpacked or not wanted.unpacked
    if value.port.type != wanted.type:
        return False
    return value.port.big if wanted.big else not value.port.big or value.port.both
