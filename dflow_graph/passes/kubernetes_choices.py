"""What Kubernetes refuses of a field that is of the right type: a word, a number, a name (OBJ-17).

Argo decodes such a value, and only the pod is refused. A text with a tag is judged by nobody here.
Only a graph with Kubernetes objects imports this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index.symbols import Path
from dflow_graph.passes.finding import finding, near_misses, quoted, shown
from dflow_graph.passes.kubernetes_fields import fields_of
from dflow_graph.record import Record
from dflow_graph.regex import regex

__all__ = ["RANGES", "WORDS", "check_choice", "check_one_of"]

# Of an optional field, no text at all is the same as no field.
WORDS = """\
AppArmorProfile.type = Localhost RuntimeDefault Unconfined
AzureDiskVolumeSource.cachingMode = None ReadOnly ReadWrite
AzureDiskVolumeSource.kind = Dedicated Managed Shared
ContainerPort.protocol = SCTP TCP UDP
ContainerResizePolicy.restartPolicy = NotRequired RestartContainer
HTTPGetAction.scheme = HTTP HTTPS
HostPathVolumeSource.type = BlockDevice CharDevice Directory DirectoryOrCreate File FileOrCreate
  Socket
ImageVolumeSource.pullPolicy = Always IfNotPresent Never
LabelSelectorRequirement.operator = DoesNotExist Exists In NotIn
NodeSelectorRequirement.operator = DoesNotExist Exists Gt In Lt NotIn
PersistentVolumeClaimSpec.accessModes = ReadOnlyMany ReadWriteMany ReadWriteOnce ReadWriteOncePod
PersistentVolumeClaimSpec.volumeMode = Block Filesystem
SeccompProfile.type = Localhost RuntimeDefault Unconfined
SecurityContext.procMount = Default Unmasked
Toleration.effect = NoExecute NoSchedule PreferNoSchedule
Toleration.operator = Equal Exists
UserContainer.imagePullPolicy = Always IfNotPresent Never
UserContainer.restartPolicy = Always Never OnFailure
UserContainer.terminationMessagePolicy = FallbackToLogsOnError File
VolumeMount.mountPropagation = Bidirectional HostToContainer None
VolumeMount.recursiveReadOnly = Disabled Enabled IfPossible
"""
RANGES = """\
AWSElasticBlockStoreVolumeSource.partition = 0 255
ConfigMapVolumeSource.defaultMode = 0 511
ContainerPort.containerPort = 1 65535
ContainerPort.hostPort = 0 65535
DownwardAPIVolumeFile.mode = 0 511
DownwardAPIVolumeSource.defaultMode = 0 511
FCVolumeSource.lun = 0 255
GCEPersistentDiskVolumeSource.partition = 0 255
GRPCAction.port = 1 65535
HTTPGetAction.port = 1 65535
ISCSIVolumeSource.lun = 0 255
KeyToPath.mode = 0 511
PreferredSchedulingTerm.weight = 1 100
Probe.failureThreshold = 0 2147483647
Probe.initialDelaySeconds = 0 2147483647
Probe.periodSeconds = 0 2147483647
Probe.successThreshold = 0 2147483647
Probe.terminationGracePeriodSeconds = 1 9223372036854775807
Probe.timeoutSeconds = 0 2147483647
ProjectedVolumeSource.defaultMode = 0 511
SecretVolumeSource.defaultMode = 0 511
SecurityContext.runAsGroup = 0 2147483647
SecurityContext.runAsUser = 0 2147483647
ServiceAccountTokenProjection.expirationSeconds = 600 4294967296
TCPSocketAction.port = 1 65535
WeightedPodAffinityTerm.weight = 1 100
"""
_RESOURCE = r"(?:limits|requests)\.(?:cpu|memory|ephemeral-storage|hugepages-[0-9]+[KMG]i)"
_POD_FIELD = (
    r"metadata\.(?:name|namespace|uid|(?:labels|annotations)(?:\['.+'\])?)"
    r"|spec\.(?:nodeName|serviceAccountName)|status\.(?:hostIPs?|podIPs?)"
)
_PORT_NAME = r"(?=[-0-9]*[a-z])(?!-)(?!.*--)[-a-z0-9]{1,15}(?<!-)"


class _Form(Record):
    pattern: str
    words: str
    hint: str


_PORT = _Form(
    _PORT_NAME,
    "the name of a port, of at most 15 small letters, digits and single hyphens, with a letter",
    "Write the number of the port without quotes, or its name.",
)
_FORMS = {
    ("ContainerPort", "name"): _PORT._replace(hint="Write such a name, or leave it out."),
    ("EmptyDirVolumeSource", "medium"): _Form(
        r"Memory|HugePages(?:-[0-9]+[KMG]i)?", "`Memory` or `HugePages`", "Write `Memory`."
    ),
    ("HTTPGetAction", "port"): _PORT,
    ("ObjectFieldSelector", "fieldPath"): _Form(
        _POD_FIELD,
        "a field of a pod that is handed out",
        "Write one such as `metadata.name`, `metadata.labels['key']`, `spec.nodeName` or "
        "`status.podIP`.",
    ),
    ("ResourceFieldSelector", "resource"): _Form(
        _RESOURCE,
        "an amount of a container",
        "Write `limits.` or `requests.` with `cpu`, `memory` or `ephemeral-storage`.",
    ),
    ("TCPSocketAction", "port"): _PORT,
    ("Volume", "name"): _Form(
        r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?",
        "a name of at most 63 lower-case letters, digits and hyphens, with no hyphen at an end",
        "Write such a name here and where the volume is mounted.",
    ),
}
_HANDLERS = ("exec", "grpc", "httpGet", "sleep", "tcpSocket")
# Of these fields an object has one; of those of a kind without a list, it has one but `name`.
_ONE_OF = {"EnvVarSource": (), "LifecycleHandler": _HANDLERS, "Probe": _HANDLERS, "Volume": ()}


@cache
def _table(text: str) -> dict[tuple[str, str], list[str]]:
    found = {}
    for line in text.replace("\n  ", " ").splitlines():
        place, _, words = line.partition(" = ")
        kind, _, field = place.partition(".")
        found[kind, field] = words.split()
    return found


def check_choice(
    value: Any, kind: str, field: str, path: Path, *, is_required: bool
) -> Iterator[Diagnostic]:
    """What is wrong with the value of a field, which has the JSON type of it."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from check_choice(item, kind, field, (*path, number), is_required=True)
    elif isinstance(value, str):
        if "{{" not in value and (value or is_required):
            yield from _check_text(value, kind, field, path)
    elif value is not None and (bounds := _table(RANGES).get((kind, field))) is not None:
        low, high = map(int, bounds)
        if not low <= value <= high:
            yield _refused(shown(value), field, f"from {low} to {high}", path, _number(low, high))


def check_one_of(value: dict[str, Any], kind: str, path: Path) -> Iterator[Diagnostic]:
    """What is wrong with an object that has two fields of which Kubernetes takes one."""
    if kind not in _ONE_OF:
        return
    among = _ONE_OF[kind] or [name for name in fields_of(kind).shapes if name != "name"]
    given = [name for name, inner in value.items() if name in among and inner is not None]
    if len(given) > 1:
        # OBJ-17
        yield finding(
            "DG748",
            f"this {kind} has both {quoted(given[0])} and {quoted(given[1])}, and Kubernetes "
            "refuses the pod",
            (*path, given[1]),
            hint="Keep one of the two.",
            at_key=True,
        )


def _number(low: int, high: int) -> str:
    return f"Give a number from {low} to {high}."


def _check_text(value: str, kind: str, field: str, path: Path) -> Iterator[Diagnostic]:
    words = _table(WORDS).get((kind, field))
    form = _FORMS.get((kind, field))
    if words is not None and value not in words:
        listed = ", ".join(map(quoted, words))
        close = near_misses(value, words)
        hint = f"Write {quoted(close[0])}." if close else f"Use one of {listed}."
        yield _refused(quoted(value), field, f"one of {listed}", path, hint)
    elif form is not None and not regex(rf"(?:{form.pattern})\Z").match(value):
        yield _refused(quoted(value), field, form.words, path, form.hint)


def _refused(value: str, field: str, wanted: str, path: Path, hint: str) -> Diagnostic:
    message = f"{quoted(field)} cannot be {value}: it is {wanted}, and Kubernetes refuses the pod"
    # OBJ-17
    return finding("DG748", message, path, hint=hint)
