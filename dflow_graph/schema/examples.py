"""One small, valid instance of every object, shown in its schema."""

from __future__ import annotations

from typing import Any

__all__ = ["EXAMPLES"]

_SOURCE = (
    "from dflow.python import OP\n\n\n"
    "@OP.function\n"
    'def double(x: int) -> {"y": int}:\n'
    '    return {"y": 2 * x}\n'
)
_OP: dict[str, Any] = {
    "name": "double",
    "module": "__main__",
    "inputs": {"x": {"kind": "Parameter", "type": "int"}},
    "outputs": {"y": {"kind": "Parameter", "type": "int"}},
    "source": _SOURCE,
    "source_digest": "sha256:d05cd9602847e1afa3e5fa3969a40aabcd5dfadbad272ccc11611f4e608e3504",
}
_PORTS: dict[str, Any] = {
    "inputs": {"parameters": {"name": {"type": "str", "value": "world"}}},
    "outputs": {"parameters": {"greeting": {"type": "str", "value_from_path": "/tmp/greeting"}}},
}
_SECRET_KEY = {"name": "storage-credentials", "key": "access-key"}
_STEP: dict[str, Any] = {"name": "double-it", "template": "double", "parameters": {"x": 21}}
_TASK: dict[str, Any] = {
    "name": "relax",
    "template": "relax",
    "artifacts": {"structure": "{{inputs.artifacts.structure}}"},
    "dependencies": ["prepare"],
}
_RESOURCE: dict[str, Any] = {
    "action": "create",
    "manifest": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  generateName: result-\n",
}
_PVC: dict[str, Any] = {"name": "scratch", "subpath": "run-1"}

EXAMPLES: dict[str, list[Any]] = {
    "Workflow": [
        {
            "dflow_graph": "1.0",
            "name": "hello",
            "entrypoint": "main",
            "templates": {
                "main": {"kind": "Steps", "steps": [[{"name": "greet", "template": "greet"}]]},
                "greet": {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "echo hello"},
            },
        }
    ],
    "ArtifactRepository": [{"key": "s3-in-house"}],
    "PythonOPTemplate": [{"kind": "PythonOPTemplate", "op": _OP, "image": "python:3.11"}],
    "ScriptOPTemplate": [
        {
            "kind": "ScriptOPTemplate",
            "image": "node:20",
            "command": ["node"],
            "script": "console.log(1)",
        }
    ],
    "ShellOPTemplate": [
        {
            "kind": "ShellOPTemplate",
            **_PORTS,
            "image": "alpine:3",
            "script": "echo hello {{inputs.parameters.name}} > /tmp/greeting",
        }
    ],
    "PythonScriptOPTemplate": [
        {"kind": "PythonScriptOPTemplate", "image": "python:3.11", "script": "print(1)"}
    ],
    "ContainerOPTemplate": [
        {"kind": "ContainerOPTemplate", "image": "alpine:3", "command": ["echo"], "args": ["hello"]}
    ],
    "HTTPOPTemplate": [{"kind": "HTTPOPTemplate", "url": "https://example.org/", "timeout": 30}],
    "ResourceOPTemplate": [{"kind": "ResourceOPTemplate", "resource": _RESOURCE}],
    "SuspendOPTemplate": [{"kind": "SuspendOPTemplate", "duration": "1h"}],
    "Steps": [{"kind": "Steps", "steps": [[_STEP]], "parallelism": 4}],
    "DAG": [{"kind": "DAG", "tasks": [_TASK]}],
    "Step": [_STEP],
    "Task": [_TASK],
    "HookStep": [{"template": "notify", "parameters": {"text": "it failed"}}],
    "Slices": [{"input_parameter": ["x"], "output_parameter": ["y"]}],
    "Sequence": [{"count": 5}, {"start": 1, "end": 9, "format": "%03d"}],
    "Inputs": [{"parameters": {"n": {"type": "int", "value": 3}}}],
    "Outputs": [{"parameters": {"n": {"type": "int", "value_from_path": "/tmp/n"}}}],
    "InputParameter": [{"type": "list[str]", "value": ["a", "b"]}],
    "InputArtifact": [{"path": "/tmp/in", "optional": True}],
    "OutputParameter": [
        {"type": "int", "value_from_parameter": "{{steps.a.outputs.parameters.n}}"}
    ],
    "OutputArtifact": [{"path": "/tmp/out", "archive": None}],
    "OP": [_OP],
    "OPState": [{"kwargs": {"cutoff": 6.0}}],
    "Artifact": [{"kind": "Artifact", "type": "list[path]", "optional": True}],
    "Parameter": [{"kind": "Parameter", "type": "dict[str, float]", "default": {}}],
    "BigParameter": [
        {"kind": "BigParameter", "type": "list[list[float]]"},
        {"kind": "BigParameter", "type": "list[str]", "save_both": True},
    ],
    "Executor": [
        {
            "kind": "SlurmRemoteExecutor",
            "config": {"host": "login.example.org", "header": "#SBATCH -n 4"},
            "secrets": {"password": {"name": "cluster", "key": "password"}},
        }
    ],
    "Resource": [_RESOURCE],
    "RetryStrategy": [{"limit": 3, "retry_policy": "OnTransientError"}],
    "Backoff": [{"duration": "10s", "factor": 2, "max_duration": "5m"}],
    "Secret": [{"kind": "Secret", "name": "api", "key": "token"}],
    "EnvVarSource": [
        {"kind": "EnvVarSource", "value_from": {"fieldRef": {"fieldPath": "metadata.name"}}}
    ],
    "SecretKey": [_SECRET_KEY],
    "S3Location": [{"kind": "s3", "key": "data/water.tgz", "access_key_secret": _SECRET_KEY}],
    "OSSLocation": [{"kind": "oss", "key": "data/water.tgz", "bucket": "lab"}],
    "GCSLocation": [{"kind": "gcs", "key": "data/water.tgz", "bucket": "lab"}],
    "AzureLocation": [{"kind": "azure", "blob": "data/water.tgz", "container": "lab"}],
    "HTTPLocation": [{"kind": "http", "url": "https://example.org/water.xyz"}],
    "RawLocation": [{"kind": "raw", "data": "H 0 0 0\n"}],
    "GitLocation": [{"kind": "git", "repo": "https://example.org/lab/tools.git", "revision": "v2"}],
    "LocalLocation": [{"kind": "local", "path": "structures/water.xyz"}],
    "PVC": [_PVC],
    "PVCLocation": [{"kind": "pvc", **_PVC}],
    "CustomLocation": [{"kind": "custom", "urn": "dataset://water/3"}],
    "RefSource": [
        {"kind": "ref", "_from": "{{steps.relax.outputs.artifacts.frames}}", "slice": "0"}
    ],
    "MapSource": [{"kind": "map", "items": {"water": {"kind": "s3", "key": "water.xyz"}}}],
    "LiteralValue": [{"kind": "literal", "value": "{{not a reference}}"}],
    "OpaqueValue": [
        {
            "kind": "opaque",
            "codec": "jsonpickle",
            "class": "ase.atoms.Atoms",
            "data": {"py/object": "ase.atoms.Atoms"},
        }
    ],
    "BytesValue": [{"kind": "bytes", "base64": "aGVsbG8="}],
    "IntValue": [{"kind": "int", "decimal": "1180591620717411303424"}],
    "FloatValue": [{"kind": "float", "name": "nan"}],
    "TupleValue": [{"kind": "tuple", "items": [1, "a"]}],
    "SetValue": [{"kind": "set", "items": [1, 2]}],
    "DictValue": [{"kind": "dict", "items": [[1, "one"], [2, "two"]]}],
}
