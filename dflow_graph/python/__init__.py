"""Operators written in Python: their signatures, their templates, and what runs them in a pod.

This is the API of `dflow.python`. It needs the standard library alone, of Python 3.8 or later.
"""

from .op import OP
from .opio import (
    OPIO,
    Artifact,
    BigParameter,
    HDF5Datasets,
    NestedDict,
    OPIOSign,
    Parameter,
    nested_dict,
)
from .python_op_template import (
    FatalError,
    PythonOPTemplate,
    Slices,
    TransientError,
    handle_packages_script,
    upload_packages,
)

__all__ = [
    "OP",
    "OPIO",
    "Artifact",
    "BigParameter",
    "FatalError",
    "HDF5Datasets",
    "NestedDict",
    "OPIOSign",
    "Parameter",
    "PythonOPTemplate",
    "Slices",
    "TransientError",
    "handle_packages_script",
    "nested_dict",
    "upload_packages",
]
