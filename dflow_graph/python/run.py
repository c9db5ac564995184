"""One run of an OP: its inputs read, its outputs written, by the task that a template says.

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import copy
import json
import os
import sys
from typing import Any, Dict, List, Mapping, Optional

from .catalog import CATALOG
from .group import Indices, Values
from .input_artifacts import is_missing
from .op import OP, stacked
from .opio import OPIO, Artifact, BigParameter, Parameter
from .plug_ins import fetch_artifact
from .slice_patterns import Index
from .slices import Slices
from .type_text import artifact_type_text
from .utils import handle_input_artifact, handle_input_parameter

__all__ = ["Run"]

_NO = (None, "", "0", "false", "False")


class Run:
    """A task, the OP that does it, and the texts that arrived for its inputs.

    `task` is what `script.task_of` gives; the OP is trusted by now.
    """

    def __init__(self, task: Mapping[str, Any], values: Values, op: Any) -> None:
        self.task = task
        self.values = values
        self.root: str = task["tmp_root"]
        self.slices = Slices.from_graph(task["slices"])
        self.indices = Indices(task, values)
        self.op: OP = op() if isinstance(op, type) else op
        self.input_sign = self.op.get_input_sign()
        self.output_sign = self.op.get_output_sign()
        self.is_pool = self.slices.pool_size is not None
        self._prepare()

    def _prepare(self) -> None:
        """Tell the OP where and as what it runs."""
        op = self.op
        op.key = self.values.get("dflow_key") or None
        op.workflow_name = self.values.get("workflow_name") or None
        op.tmp_root = self.root
        op.pool_size = self.slices.pool_size
        op.create_slice_dir = bool(self.task["create_dir"]) and not self.is_pool
        op.slices = self.indices.outputs
        op.outputs = {}

    def read_inputs(self) -> OPIO:
        """The values of the inputs by name; what did not arrive has its default, or is left out."""
        self._fetch()
        op_in = OPIO()
        for name, sign in self.input_sign.items():
            if isinstance(sign, Artifact):
                op_in[name] = self._artifact(name, sign)
            elif self._arrived(name, sign):
                op_in[name] = self._parameter(name, sign)
            elif isinstance(sign, (Parameter, BigParameter)) and hasattr(sign, "default"):
                op_in[name] = copy.deepcopy(sign.default)
        return op_in

    def _fetch(self) -> None:
        """Have plug-ins bring the artifacts that are theirs (ART-22)."""
        root = os.path.join(self.root, "inputs", "artifacts")
        for name, folder in self.task.get("fetched", {}).items():
            urn = self.values.get(f"dflow_at_{name}") or ""
            fetch_artifact(name, urn, os.path.join(root, folder), self._modules())

    def _arrived(self, name: str, sign: Any) -> bool:
        if isinstance(sign, BigParameter):
            return os.path.exists(os.path.join(self.root, "inputs", "parameters", name))
        return self.values.get(name) is not None

    def _cut(self, field: str, name: str) -> Optional[Index]:
        """The index of an input, unless the caller turned cutting off (SLC-22)."""
        skips = self.values.get("dflow_skip_slice_input") not in _NO
        return None if skips else self.indices.of(field, name)

    def _artifact(self, name: str, sign: Artifact) -> Any:
        whole = stacked(sign) if self.is_pool and name in self.sliced_inputs() else sign
        sub_path = self.values.get(f"dflow_{name}_sub_path")
        if sub_path == CATALOG:
            # What has no file of its own is downloaded as the catalogue that says so.
            return None
        path = os.path.join(self.root, "inputs", "artifacts", name)
        if self.values.get(f"dflow_list_{name}") and is_missing(path, optional=True):
            # SLC-8: what slices give of nothing is an empty list.
            return set() if artifact_type_text(sign.type).startswith("set") else []
        return handle_input_artifact(
            name,
            whole,
            self._cut("input_artifact_slices", name),
            self.root,
            sub_path,
            self.task["n_parts"].get(name),
            self.task["keys_of_parts"].get(name),
            prefix=self._prefix(name),
        )

    def _prefix(self, name: str) -> Any:
        """What is taken of an artifact, or of each of its parts (ART-3, ART-21)."""
        count = self.task["n_parts"].get(name)
        keys = self.task["keys_of_parts"].get(name)
        whole = self._way(name, [])
        if count is not None:
            return [self._way(f"dflow_{name}_{number}", [whole]) for number in range(count)]
        if keys is not None:
            return {k: self._way(f"dflow_{name}_{n}", [whole]) for n, k in enumerate(keys)}
        return whole

    def _way(self, name: str, first: List[Optional[str]]) -> Optional[str]:
        taken = self.task["takes"].get(name)
        ways = [*first, self.task["prefixes"].get(name), taken and self.values.get(taken)]
        return ".".join(filter(None, ways)) or None

    def _parameter(self, name: str, sign: Any) -> Any:
        text = self.values.get(name) or ""
        if name in self.task["escaped"]:
            text = json.loads(text)
        return handle_input_parameter(
            name,
            text,
            sign,
            self._cut("input_parameter_slices", name),
            self.root,
            allow_opaque=True,
            modules=self._modules(),
        )

    def _modules(self) -> Dict[str, Any]:
        """Where classes of values are looked for first: the module in which the OP was loaded."""
        own = sys.modules.get(type(self.op).__module__)
        said = self.task["op"].get("module")
        return {said: own} if own is not None and said else {}

    def sliced_inputs(self) -> Dict[str, None]:
        """The inputs of which each slice of a pool gets one element."""
        patterns = self.task["patterns"]
        return dict.fromkeys(
            name
            for field in ("input_artifact_slices", "input_parameter_slices")
            for name in patterns[field]
            if isinstance(self.indices.of(field, name), list)
        )
