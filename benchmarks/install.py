"""Installs contenders: `python -m benchmarks.install [NAME…]`; without a NAME, all of them.

Each gets an environment of its own below `.benchmarks`, from its lock in `benchmarks/requirements`,
since their dependencies exclude each other. `argo` is Argo's own validator, which Go builds. A lock
is made anew from its `.in` file with `uv pip compile --universal --generate-hashes --no-header`.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import click

from benchmarks.processes import HOMES

__all__ = ["LOCKS", "main"]

LOCKS = Path(__file__).parent / "requirements"
_ARGO = "argo"
_NAMES = [*sorted(path.stem for path in LOCKS.glob("*.in")), _ARGO]


def _install(name: str) -> None:
    if name == _ARGO:
        from tests.argo.oracle import built_oracle

        built_oracle()
        return
    home = HOMES / name
    venv.create(home, clear=True, with_pip=True)
    pip = [str(home / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--quiet", "--require-hashes", "-r", LOCKS / f"{name}.txt"], check=True)


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(_NAMES))
def main(names: tuple[str, ...]) -> None:
    """Install contenders into environments of their own."""
    failed = []
    for name in names or _NAMES:
        print(f"{name} …", file=sys.stderr, flush=True)
        try:
            _install(name)
        except (subprocess.CalledProcessError, RuntimeError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed.append(name)
    if failed:
        sys.exit(f"not installed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
