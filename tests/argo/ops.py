"""OPs for pods: each does one small thing, and says what it saw."""

from pathlib import Path

from dflow_graph.python import (
    OP,
    OPIO,
    Artifact,
    BigParameter,
    FatalError,
    OPIOSign,
    Parameter,
    TransientError,
)


class Same(OP):
    """Gives a value back, and what Python makes of it."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"value": object})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"value": object, "text": str})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"value": op_in["value"], "text": ascii(op_in["value"])})


class SameText(OP):
    """Gives a text back."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"text": str})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"text": str, "seen": str})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"text": op_in["text"], "seen": ascii(op_in["text"])})


class SameBig(OP):
    """Gives a big value back, and its length."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"value": BigParameter(list)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"value": BigParameter(list), "length": int})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"value": op_in["value"], "length": len(op_in["value"])})


class Double(OP):
    """Twice a number, and the key of the step."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"x": int})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"y": int, "key": Parameter(str, default="")})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"y": 2 * op_in["x"], "key": str(self.key)})


class DoubleAll(OP):
    """Twice each of some numbers: what a group without a pool gets."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"x": list[int]})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"y": list[int]})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"y": [2 * x for x in op_in["x"]]})


class FailsAt(OP):
    """Fails at some numbers: for good at a negative one, for now at an odd one."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"x": int})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"y": Parameter(int, default=-1), "f": Artifact(Path)})

    @OP.exec_sign_check
    def execute(self, op_in):
        print("run with", op_in["x"])  # noqa: T201 - it is the log of a pod
        if op_in["x"] < 0:
            raise FatalError("negative")
        if op_in["x"] % 2:
            raise TransientError("odd")
        Path(f"f{op_in['x']}").write_text(str(op_in["x"]))
        return OPIO({"y": op_in["x"], "f": Path(f"f{op_in['x']}")})


class Write(OP):
    """Writes a file of a name, or nothing where there is none."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"name": str})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"file": Artifact(Path, optional=True)})

    @OP.exec_sign_check
    def execute(self, op_in):
        if not op_in["name"]:
            return OPIO({"file": None})
        Path(op_in["name"]).parent.mkdir(parents=True, exist_ok=True)
        Path(op_in["name"]).write_text(f"this is {op_in['name']}")
        return OPIO({"file": Path(op_in["name"])})


class WriteAll(OP):
    """Writes files, a folder with an empty one in it, and a dictionary of files."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"names": list[str]})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign(
            {
                "files": Artifact(list[Path], archive=None),
                "folder": Artifact(Path),
                "named": Artifact(dict[str, Path]),
            }
        )

    @OP.exec_sign_check
    def execute(self, op_in):
        for name in op_in["names"]:
            Path(name).write_text(f"this is {name}")
        Path("folder/empty").mkdir(parents=True)
        files = [Path(name) for name in op_in["names"]]
        named = {name: Path(name) for name in op_in["names"]}
        return OPIO({"files": files, "folder": Path("folder"), "named": named})


class Read(OP):
    """The text of a file; `missing` where it is None, its members where it is a folder."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"file": Artifact(Path, optional=True)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"text": str, "copy": Artifact(Path, optional=True)})

    @OP.exec_sign_check
    def execute(self, op_in):
        path = op_in["file"]
        if path is None:
            return OPIO({"text": "missing", "copy": None})
        if path.is_dir():
            return OPIO({"text": str(sorted(p.name for p in path.iterdir())), "copy": path})
        copy = Path(f"copy-of-{path.name}")
        copy.write_text(path.read_text())
        return OPIO({"text": path.read_text(), "copy": copy})


class ReadAll(OP):
    """The texts of a list of files."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"files": Artifact(list[Path], optional=True)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"texts": list, "names": list})

    @OP.exec_sign_check
    def execute(self, op_in):
        files = op_in["files"]
        if files is None:
            return OPIO({"texts": ["missing"], "names": []})
        texts = [path and path.read_text() for path in files]
        return OPIO({"texts": texts, "names": [path and path.name for path in files]})


class ReadNamed(OP):
    """The texts of a dictionary of files."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"files": Artifact(dict[str, Path])})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"texts": dict})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"texts": {key: path.read_text() for key, path in op_in["files"].items()}})
