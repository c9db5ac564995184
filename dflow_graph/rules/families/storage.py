"""The rules DG7xx: artifacts, where they lie in a container, and where they are kept."""

from __future__ import annotations

from dflow_graph.rules.rule import ERROR, WARNING, Rule

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    Rule("DG701", "unsafe-container-path", ERROR, "TPL-7", "A path in a container is not usable."),
    Rule("DG702", "artifact-without-path", ERROR, "TPL-6", "An artifact has no path in its pod."),
    Rule(
        "DG703", "path-without-container", ERROR, "TPL-6", "An artifact of Steps or DAG has a path."
    ),
    Rule("DG704", "shared-path", ERROR, "TPL-8", "Two things share one path of a container."),
    Rule("DG705", "nested-input-path", WARNING, "TPL-21", "An input artifact lies inside another."),
    Rule("DG706", "malformed-storage-key", ERROR, "STO-2", "A storage key or bucket is no name."),
    Rule("DG707", "escaping-sub-path", ERROR, "ART-23", "A path leads out of what contains it."),
    Rule("DG708", "malformed-endpoint", ERROR, "STO-3", "An endpoint is not of the form it needs."),
    Rule("DG709", "malformed-url", ERROR, "TPL-17", "A text that is to be a URL is none."),
    Rule("DG710", "unknown-http-method", ERROR, "TPL-17", "HTTP has no such method."),
    Rule("DG711", "missing-image", ERROR, "TPL-1", "A template that runs in a pod has no image."),
    Rule("DG712", "missing-command", ERROR, "TPL-3", "A template has no command to run."),
    Rule("DG713", "missing-script", ERROR, "TPL-4", "A script template has nothing to run."),
    Rule("DG714", "script-beside-resource", WARNING, "TPL-22", "A script is never run."),
    Rule("DG715", "malformed-body", ERROR, "TPL-23", "The body of a request cannot be sent."),
    Rule("DG716", "malformed-quantity", ERROR, "TPL-9", "A quantity is not one of Kubernetes."),
    Rule("DG717", "unknown-resource-name", ERROR, "TPL-9", "Kubernetes has no such resource."),
    Rule(
        "DG718", "request-above-limit", ERROR, "TPL-24", "More is asked for than the limit allows."
    ),
    Rule("DG719", "unknown-volume", ERROR, "TPL-11", "A mount names a volume that is not there."),
    Rule("DG720", "duplicate-volume", ERROR, "TPL-25", "Two volumes of one list share a name."),
    Rule("DG721", "conflicting-claims", ERROR, "STO-6", "Two claims of one name differ."),
    Rule("DG722", "unknown-access-mode", ERROR, "STO-10", "A claim has no usable access mode."),
    Rule("DG723", "several-save-locations", ERROR, "ART-6", "An artifact is saved to two stores."),
    Rule(
        "DG724", "shared-save-location", WARNING, "ART-18", "Two artifacts are saved to one place."
    ),
    Rule(
        "DG725",
        "output-artifact-without-source",
        ERROR,
        "ART-19",
        "An output artifact of Steps or DAG comes from nowhere.",
    ),
    Rule(
        "DG726",
        "misplaced-artifact-source",
        ERROR,
        "ART-19",
        "An output artifact of a leaf template refers to a step.",
    ),
    Rule(
        "DG727",
        "conflicting-artifact-sources",
        ERROR,
        "ART-19",
        "An output artifact has two sources.",
    ),
    Rule(
        "DG728",
        "output-parameter-without-source",
        ERROR,
        "PAR-2",
        "An output parameter comes from nowhere.",
    ),
    Rule(
        "DG729",
        "conflicting-parameter-sources",
        ERROR,
        "PAR-2",
        "An output parameter has several sources.",
    ),
    Rule(
        "DG730",
        "misplaced-parameter-source",
        ERROR,
        "PAR-3",
        "An output parameter has a source that its template cannot give.",
    ),
    Rule("DG731", "malformed-map-name", ERROR, "ART-2", "A name in a map of sources is no key."),
    Rule(
        "DG732", "escaping-local-path", WARNING, "STO-11", "A local file lies outside the folder."
    ),
    Rule(
        "DG733",
        "packed-artifact-sliced-by-path",
        ERROR,
        "ART-24",
        "An artifact that is packed is sliced by path.",
    ),
    Rule("DG734", "null-for-required-artifact", ERROR, "ART-4", "A required artifact is left out."),
    Rule("DG735", "malformed-slice-key", ERROR, "ART-25", "The key of a slice is not a key."),
    Rule("DG736", "incomplete-location", ERROR, "STO-12", "Fields of a location contradict."),
    Rule("DG737", "missing-manifest", ERROR, "TPL-10", "There is no resource to act on."),
    Rule("DG738", "conflicting-manifests", ERROR, "TPL-10", "A resource has two manifests."),
    Rule("DG739", "malformed-manifest", ERROR, "TPL-10", "A manifest is not YAML."),
    Rule(
        "DG740", "unknown-manifest-artifact", ERROR, "TPL-10", "No input artifact has the manifest."
    ),
    Rule("DG741", "command-of-image", WARNING, "TPL-26", "Only the image says what is to run."),
    Rule("DG742", "blank-script", WARNING, "TPL-27", "A script does nothing."),
    Rule(
        "DG743", "malformed-image", ERROR, "TPL-28", "A text that is to name an image names none."
    ),
    Rule("DG744", "malformed-header", ERROR, "TPL-29", "HTTP cannot send a header."),
    Rule(
        "DG745",
        "unknown-kubernetes-field",
        WARNING,
        "OBJ-13",
        "A member of a Kubernetes object is no field of it.",
    ),
    Rule(
        "DG746",
        "mistyped-kubernetes-value",
        ERROR,
        "OBJ-14",
        "A field of a Kubernetes object holds JSON of another type.",
    ),
    Rule(
        "DG747",
        "incomplete-kubernetes-object",
        ERROR,
        "OBJ-15",
        "A Kubernetes object lacks a field.",
    ),
    Rule(
        "DG748",
        "refused-kubernetes-value",
        ERROR,
        "OBJ-17",
        "Kubernetes refuses the value of a field.",
    ),
)
