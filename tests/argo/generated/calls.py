"""Steps, tasks and hooks: what they call, with what arguments, and under which conditions."""

from __future__ import annotations

from typing import Any

from tests.argo.generated.dice import Dice
from tests.argo.generated.loops import Loop, loop_of
from tests.argo.generated.made import Made, Port
from tests.argo.generated.scope import Scope, Value
from tests.argo.generated.storage import location_for, same_places
from tests.argo.generated.values import list_of, text_with_tags, value_of

__all__ = ["Call", "executor"]

Json = dict[str, Any]
_HOOKS = ("success_hook", "running_hook", "failure_hook", "exit_hook")
_CARRIER = {
    "action": "create",
    "manifest": "apiVersion: v1\nkind: Pod\nmetadata: {generateName: carrier-}\n",
    "success_condition": "status.phase == Succeeded",
}
_COUNTS = ("num_success", "success_ratio")
_PODS = ("ShellOPTemplate", "PythonScriptOPTemplate", "ScriptOPTemplate", "PythonOPTemplate")


class Call:
    """A step or task that calls a template; `after` are the steps that it has to come after."""

    def __init__(self, target: Made, name: str, prefix: str, scope: Scope) -> None:
        self.target, self.name, self.prefix, self.scope = target, name, prefix, scope
        self.dice: Dice = scope.dice
        self.after: dict[str, None] = {}
        self.loop: Loop = loop_of(target, scope)
        self.after.update(dict.fromkeys(self.loop.steps))
        self.fields: Json = {"name": name, "template": target.name, **self.loop.fields}
        self._arguments()
        self._condition()
        self._settings()

    @property
    def outputs(self) -> list[Value]:
        """What others can refer to when the step has run."""
        root = f"{self.prefix}.{self.name}.outputs"
        found = []
        missing = "when" in self.fields and not self.loop.is_loop
        for port in self.target.out_parameters:
            given = self.loop.given(port)
            if given is not None:
                given = given._replace(needed=given.needed and not (missing and port.needed))
                can = port.is_sliced and (not self.loop.is_loop or given.is_sliced)
                given = given._replace(is_sliced=can)
                found.append(Value(f"{root}.parameters.{port.name}", given, step=self.name))
        for port in self.target.out_artifacts:
            stacked = port.name in self.loop.stacked
            if self.loop.is_loop and not stacked:
                continue
            given = port._replace(
                needed=port.needed and not missing, unpacked=port.unpacked or stacked
            )
            name, saved = f"{root}.artifacts.{port.name}", _is_saved(self, port)
            found.append(Value(name, given, True, self.name, saved, stacked))
        return found

    def _arguments(self) -> None:
        parameters, artifacts = {}, {}
        for port in self.target.in_parameters:
            if port.needed or self.dice.chance():
                parameters[port.name] = self._parameter(self.loop.wanted(port))
        for port in self.target.in_artifacts:
            if port.needed or port.name == self.loop.counted or self.dice.chance():
                artifacts[port.name] = self._artifact(port)
        if parameters:
            self.fields["parameters"] = parameters
        if artifacts:
            self.fields["artifacts"] = artifacts

    def _refer(self, value: Value, *, is_cut: bool, directly: bool = True, **uses: bool) -> str:
        if value.step and not directly:
            self.after[value.step] = None
        return self.scope.used(value, is_cut=is_cut, **uses)

    def _parameter(self, port: Port) -> Any:
        dice, scope = self.dice, self.scope
        cuts = port.is_sliced
        if not port.big and port.name not in self.loop.cut:
            names = [n for n, t in self.loop.items.items() if t == port.type]
            if names and dice.chance():
                return "{{" + dice.of(names) + "}}"
        kind = dice.number(0, 5)
        found = scope.find(port, is_artifact=False)
        if kind >= 3 and found:
            return self._refer(dice.of(found), is_cut=cuts)
        if kind == 2:
            return self._refer(scope.new_parameter(port), is_cut=cuts)
        if kind == 1 and not port.big:
            return self._computed(port) or scope.workflow_parameter(port.type)
        if port.type == "str" and self.target.kind == "PythonOPTemplate" and dice.chance(4):
            return text_with_tags(dice)
        return value_of(port.type, dice, scope.length)

    def _computed(self, port: Port) -> str:
        """A text with tags in it, or an expression; empty where the type allows neither."""
        dice, scope = self.dice, self.scope
        numbers = scope.ordinary("int")
        if port.type == "int" and numbers:
            value = dice.of(numbers)
            self._refer(value, is_cut=False, directly=False)
            return "{{=asInt(" + value.expression + ") + 1}}"
        if port.type == "str":
            texts = scope.ordinary("str", "int", "list[int]", "any")
            item = "".join("-{{" + name + "}}" for name in self.loop.items)
            if texts and dice.chance():
                return f"a {self._refer(dice.of(texts), is_cut=False, directly=False)}{item}"
            return "{{workflow.name}}/{{workflow.creationTimestamp.s}}" + item
        if port.type == "list[int]":
            return "{{=toJson(sprig.untilStep(0, " + str(scope.length) + ", 1))}}"
        return ""

    def _artifact(self, port: Port) -> Any:
        dice, scope = self.dice, self.scope
        is_cut, alone = port.name in self.loop.cut, self.loop.alone
        if not port.needed and port.name != self.loop.counted and port.optional and dice.chance(4):
            return None
        if is_cut and alone and dice.chance(3):
            # ARGO-5: only a piece that has its own item alone can have it fetched.
            grouped = "group_size" in (self.fields.get("slices") or self.target.slices or {})
            plain = port.plain and not grouped
            return same_places(dice, port._replace(plain=plain), scope.length)
        wanted = port._replace(unpacked=port.unpacked or (is_cut and alone))
        kind = dice.number(0, 5)
        found = scope.find(wanted, is_artifact=True)
        if kind >= 2 and found:
            return self._of_artifact(dice.of(found), port, is_cut=is_cut)
        if kind == 1:
            return self._of_artifact(scope.new_artifact(wanted), port, is_cut=is_cut)
        # ARGO-5: a group can pass it on as a whole, and in no other way.
        if port.is_sliced and port.plain and not is_cut and dice.chance(4):
            return self._compound(wanted)
        if is_cut:
            return self._cut_location(port)
        return location_for(dice, port, slices=port.is_sliced)

    def _cut_location(self, port: Port) -> Json:
        if port.mounts and self.dice.chance(4):
            return {"kind": "pvc", "name": "data", "subpath": "items"}
        fields: Json = {"kind": "s3", "key": "items"}
        if self.dice.chance():
            fields["path_list"] = [f"part-{number}" for number in range(self.scope.length)]
        return fields

    def _of_artifact(self, value: Value, port: Port, *, is_cut: bool) -> Any:
        uses = {"is_cut": port.is_sliced, "mounts": port.mounts}
        whole = is_cut or not self.dice.chance(4)
        takes_path = not whole and (not port.is_sliced or self.dice.chance())
        # DG733: what is packed has no parts.
        whole = whole or (takes_path and not value.port.unpacked)
        text = self._refer(value, **uses, plain=port.plain and whole and not is_cut)
        if whole:
            return text
        source: Json = {"kind": "ref", "_from": text}
        if takes_path:
            return {**source, "sub_path": self.dice.pick("sub", "a/b.txt")}
        return {**source, "slice": self.dice.pick("0", "key.1")}

    def _compound(self, port: Port) -> Any:
        """An artifact of several sources."""
        found = self.scope.find(port, is_artifact=True)
        # The length of a list is not known if any of its sources may be a list itself.
        sources: list[Any] = [{"kind": "s3", "key": "some"}]
        count = self.dice.number(0, 2)
        sources += [location_for(self.dice, port, slices=True) for _ in range(count)]
        mapped: list[Any] = list(sources)
        if found:
            mapped.append(self._refer(self.dice.of(found), is_cut=False, mounts=port.mounts))
        if self.dice.chance():
            return mapped
        names = ("train.x", "train.y", "test")
        return {"kind": "map", "items": dict(zip(names, mapped, strict=False))}

    def _condition(self) -> None:
        dice, scope = self.dice, self.scope
        if not dice.chance(4):
            return
        numbers, texts = scope.ordinary("int"), scope.ordinary("str")
        conditions = ["{{=workflow.name != 'x'}}"]
        if numbers:
            number = dice.of(numbers)
            tag = number.reference
            conditions += [f"{tag} > 1 && {tag} != 5"]
            conditions += ["{{=asInt(" + number.expression + ") % 2 == 0}}"]
        if texts:
            number = texts[0]
            conditions += [f"'{number.reference}' =~ '^a'"]
        if self.loop.items.get("item") == "int":
            conditions += ["{{item}} < 2"]
        chosen = dice.of(conditions)
        for value in (*numbers, *texts):
            if value.reference in chosen or value.expression in chosen:
                self._refer(value, is_cut=False, directly=False)
        self.fields["when"] = chosen

    def _settings(self) -> None:
        dice = self.dice
        for field in ("continue_on_failed", "continue_on_error"):
            if dice.chance(6):
                self.fields[field] = True
        if self.loop.is_loop and dice.chance(4):
            self.fields.update(util_image="python:3.12", util_command=["python3"])
            if dice.chance():
                self.fields["util_image_pull_policy"] = "Always"
        if self.target.kind in _PODS and dice.chance(8):
            self.fields["executor"] = executor(dice)
        elif self.target.kind in _PODS and not self._has_files and dice.chance(3):
            # ARGO-5: what carries out the step gives no files, and takes none from claims.
            self.fields["use_resource"] = _CARRIER
        if self.scope.is_first and dice.chance(4):
            self._key()

    @property
    def _has_files(self) -> bool:
        has_any = self.target.gives_anything or self.target.in_artifacts
        return bool(has_any) or any(f.endswith(_COUNTS) for f in self.fields)

    def _key(self) -> None:
        """A key, unique in the run of a workflow (KEY-2); items are small whole numbers."""
        numbers = [n for n, type_ in self.loop.items.items() if type_ == "int"]
        if numbers:
            self.fields["key"] = self.dice.name("key") + "-{{" + numbers[0] + "}}"
        elif not self.loop.is_loop:
            self.fields["key"] = self.dice.name("key")

    def hook(self, targets: list[Made]) -> None:
        """Hooks that call templates which want nothing, or values."""
        for name in self.dice.some(_HOOKS):
            target = self.dice.of(targets)
            hook: Json = {"template": target.name}
            given = {
                p.name: value_of(p.type, self.dice, self.scope.length)
                for p in target.in_parameters
                if p.needed
            }
            cut = [p for p in target.in_parameters if p.is_sliced]
            if target.kind == "PythonOPTemplate" and cut and self.dice.chance(3):
                # The first of several elements: a hook has no loop.
                hook["slices"] = {"slices": "0", "input_parameter": [cut[0].name]}
                type_ = list_of(cut[0].type)
                given[cut[0].name] = value_of(type_, self.dice, self.scope.length)
            if given:
                hook["parameters"] = given
            # An executor or a resource carries out the template of a hook as that of a step.
            if target.kind in _PODS and self.dice.chance(4):
                hook["executor"] = executor(self.dice)
            elif target.kind in _PODS and not _has_ports(target) and self.dice.chance():
                hook["use_resource"] = _CARRIER
            if self.scope.is_first and not self.loop.is_loop and self.dice.chance():
                hook["key"] = self.dice.name("hook-key")
            if target.in_artifacts and self.dice.chance():
                port = target.in_artifacts[0]
                hook["artifacts"] = {port.name: location_for(self.dice, port, slices=False)}
            if self.dice.chance(3):
                step = f"{self.prefix}['{self.name}']"
                hook["expression"] = f"{step}.status == 'Running'"
            self.fields[name] = hook


def _has_ports(target: Made) -> bool:
    return target.gives_anything or bool(target.in_artifacts)


def _is_saved(call: Call, port: Port) -> bool:
    data = call.target.data
    said = data.get("op", {}).get("outputs") or data.get("outputs", {}).get("artifacts", {})
    mapped = data.get("output_artifact_save", {})
    places = mapped.get(port.name, said.get(port.name, {}).get("save")) or ()
    return any(place["kind"] != "pvc" for place in places)


def executor(dice: Dice, *, scripts: bool = True) -> Json:
    """What carries out a pod in its place; `scripts`: of pods that run a script, and no other."""
    if not scripts or dice.chance():
        return {"kind": "ContainerExecutor", "config": {"docker": "docker"}}
    config = {"host": "hpc.example.org", "username": "me", "queue_name": "normal"}
    secrets = {"password": {"name": "hpc", "key": "word"}}
    return {"kind": "DispatcherExecutor", "config": config, "secrets": secrets}
