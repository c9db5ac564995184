"""`python -m tests.interop.upstream PATH`: Argo's own examples through graphs and back.

PATH is a source distribution (`.tar.gz`, `.zip`) or a folder with `.yaml` files of Argo, such as
the sources of hera, whose `examples/workflows/upstream` repeats Argo's examples. Prints what came
of the files, and for each construct of Argo how many of the files that use it came through.
"""

from __future__ import annotations

import argparse
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dflow_graph.interop.argo.manifests import is_argo, manifests_in
from dflow_graph.source.fault import Fault
from tests.argo.oracle import NoGoError, Oracle, built_oracle
from tests.interop.argo_manifests.rounds import Round, round_trip

__all__ = ["main"]

RESULTS = (
    "equal", "equal but for losses", "refused by name", "graph with errors", "different",
    "refused by Argo",
)  # fmt: skip
_TEMPLATE = (
    *("container", "script", "steps", "dag", "suspend", "http", "resource", "containerSet", "data"),
    *("plugin", "inputs", "outputs", "retryStrategy", "memoize", "timeout", "volumes", "sidecars"),
    *("initContainers", "synchronization", "daemon", "metrics", "podSpecPatch", "parallelism"),
    *("nodeSelector", "tolerations", "affinity", "activeDeadlineSeconds", "metadata"),
)
_CALL = (
    *("when", "withItems", "withParam", "withSequence", "continueOn", "hooks", "onExit", "inline"),
    *("templateRef", "depends", "dependencies"),
)
_SPEC = (
    *("onExit", "hooks", "volumes", "volumeClaimTemplates", "podGC", "templateDefaults"),
    *("workflowTemplateRef", "synchronization", "metrics", "artifactRepositoryRef", "parallelism"),
    *("imagePullSecrets", "activeDeadlineSeconds", "ttlStrategy", "artifactGC", "podSpecPatch"),
)


def files_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """The YAML files of a folder or an archive that are of Argo's examples, by name."""
    if path.is_dir():
        for file in sorted(path.rglob("*.yaml")):
            yield str(file.relative_to(path)), file.read_bytes()
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(n for n in archive.namelist() if n.endswith(".yaml")):
                yield name, archive.read(name)
    else:
        with tarfile.open(path) as archive:
            for member in sorted(archive.getmembers(), key=lambda m: m.name):
                file = archive.extractfile(member) if member.isfile() else None
                if file is not None and member.name.endswith(".yaml"):
                    yield member.name, file.read()


def result_of(made: Round, oracle: Oracle | None) -> str:
    """What came of a file: one of `RESULTS`."""
    if made.graph is None:
        return "refused by name"
    if made.emitted is None:
        return "graph with errors"
    if oracle is not None and not oracle(made.emitted).ok:
        return "refused by Argo"
    if made.different:
        return "different"
    return "equal but for losses" if made.report.of_kind("loss") else "equal"


def constructs_of(root: Any) -> set[str]:
    """What a text uses of Argo."""
    found = set()
    for _, manifest in manifests_in(root):
        if not is_argo(manifest):
            continue
        found.add(manifest["kind"])
        spec = manifest.get("spec") or {}
        spec = spec.get("workflowSpec") or spec
        found |= {f"spec.{name}" for name in _SPEC if name in spec}
        for template in spec.get("templates") or ():
            found |= {name for name in _TEMPLATE if name in template}
            found |= set(_calls(template))
            for port in _ports(template):
                found |= {f"valueFrom.{n}" for n in port.get("valueFrom") or ()}
                found |= {f"artifact.{n}" for n in _STORES if n in port}
        if "{{=" in str(spec):
            found.add("expression tag")
    return found


_STORES = ("s3", "oss", "gcs", "azure", "http", "git", "raw", "hdfs", "artifactory", "plugin")


def _calls(template: dict[str, Any]) -> Iterator[str]:
    calls = [step for group in template.get("steps") or () for step in group]
    for call in (*calls, *((template.get("dag") or {}).get("tasks") or ())):
        yield from (name for name in _CALL if name in call)


def _ports(template: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for side in ("inputs", "outputs"):
        for sort in ("parameters", "artifacts"):
            yield from (template.get(side) or {}).get(sort) or ()


def main(arguments: list[str] | None = None) -> int:
    """Prints the rates; ends with 1 where a file is different or Argo refuses a result."""
    parser = argparse.ArgumentParser(prog="python -m tests.interop.upstream", description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--all", action="store_true", help="name every file, not the bad ones only")
    options = parser.parse_args(arguments)
    try:
        oracle = Oracle(built_oracle())
    except NoGoError as error:
        print(f"without Argo's validator: {error}", file=sys.stderr)
        oracle = None
    total: Counter[str] = Counter()
    table: dict[str, Counter[str]] = {}
    for name, text in files_in(options.path):
        try:
            made = round_trip(text)
        except Fault as fault:
            total["no YAML"] += 1
            print(f"{name}: {fault}")
            continue
        constructs = constructs_of(made.source)
        if not constructs:
            total["no workflow"] += 1
            continue
        result = result_of(made, oracle)
        total[result] += 1
        for construct in constructs:
            table.setdefault(construct, Counter())[result] += 1
        if options.all or result in RESULTS[3:]:
            print(f"{name}: {result}")
            _explain(made, result, oracle)
    if oracle is not None:
        oracle.close()
    print_table(total, table)
    return 1 if total["different"] or total["refused by Argo"] else 0


def _explain(made: Round, result: str, oracle: Oracle | None) -> None:
    if result == "refused by Argo" and oracle is not None:
        print(f"    {oracle(made.emitted).error}")
    errors = [d for d in (*made.report.diagnostics, *made.findings) if d.severity == "error"]
    for line in (*made.different, *(f"{d.code} {d.pointer}: {d.message}" for d in errors)):
        print(f"    {line}")


def print_table(total: Counter[str], table: dict[str, Counter[str]]) -> None:
    """Prints the figures as a table of Markdown."""
    print()
    for result, number in total.most_common():
        print(f"{number:5}  {result}")
    print(f"\n| construct | files | {' | '.join(RESULTS)} | rate |")
    print("|---|---|" + "---|" * (len(RESULTS) + 1))
    for construct, counts in sorted(table.items()):
        files = sum(counts.values())
        good = counts["equal"] + counts["equal but for losses"]
        cells = " | ".join(str(counts[result] or "") for result in RESULTS)
        print(f"| {construct} | {files} | {cells} | {100 * good // files} % |")


if __name__ == "__main__":
    sys.exit(main())
