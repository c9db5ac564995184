"""Python packages that travel with an OP, put on the path of its process.

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import json
import os
import sys

from .source import get_source_code

__all__ = ["add_packages", "handle_packages_script"]


def add_packages(root: str) -> None:
    """Put the packages of an artifact on the path, of this process and those that it starts."""
    folders = [root]
    catalog = os.path.join(root, ".dflow")
    for name in sorted(os.listdir(catalog)) if os.path.isdir(catalog) else []:
        with open(os.path.join(catalog, name), encoding="utf-8") as file:
            items = [item["dflow_list_item"] for item in json.load(file)["path_list"]]
        folders += [os.path.join(root, os.path.dirname(item)) for item in items if item]
    for folder in dict.fromkeys(map(os.path.normpath, folders)):
        is_inside = os.path.commonpath([os.path.abspath(root), os.path.abspath(folder)])
        if is_inside == os.path.abspath(root) and os.path.isdir(folder):
            sys.path.insert(0, folder)
            before = os.environ.get("PYTHONPATH")
            os.environ["PYTHONPATH"] = folder + (os.pathsep + before if before else "")


def handle_packages_script(package_root: str) -> str:
    """Python text that puts the packages of an artifact in a folder on the path."""
    return f"{get_source_code(add_packages)}\n\nadd_packages({package_root!r})\n"
