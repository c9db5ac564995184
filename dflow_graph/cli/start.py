"""How the command line starts and ends: 0 clean, 1 findings, 2 usage or input/output error.

Paths without options need no parser; for all else click is imported.
"""

from __future__ import annotations

import gc
import sys

__all__ = ["main"]


def main() -> None:
    """Runs the command line; a closed pipe or an interrupt ends it without a traceback."""
    try:
        sys.exit(_run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.stderr.write("Aborted!\n")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output went away; Python must not complain of it at exit.
        sys.stderr.close()
        sys.exit(2)
    except OSError as error:
        sys.stderr.write(f"dflow-graph: {error.strerror or error}: {error.filename or ''}\n")
        sys.exit(2)
    finally:
        # The end of the process frees everything: nothing is to be looked through before.
        gc.freeze()


def _run(arguments: list[str]) -> int:
    """The exit status of a command."""
    _import_msgspec()
    command, paths = arguments[:1], tuple(arguments[1:])
    if command == ["validate"] and paths and not any(map(_may_be_option, paths)):
        from dflow_graph.cli.validation import Settings, validate  # noqa: PLC0415

        return validate(paths, Settings())
    from dflow_graph.cli.main import cli  # noqa: PLC0415

    cli.main(arguments, prog_name="dflow-graph", standalone_mode=True)
    return 0


def _import_msgspec() -> None:
    """Imports msgspec without `typing_extensions`, which is two fifths of that.

    Where it is installed, msgspec takes from it what `typing` has had since Python 3.11. Nothing
    else runs yet that could miss it; afterwards it can be imported as ever.
    """
    name = "typing_extensions"
    if sys.version_info < (3, 11) or name in sys.modules:
        return
    sys.modules[name] = None  # its import then is an ImportError
    try:
        import dflow_graph.model.base  # noqa: F401, PLC0415
    finally:
        del sys.modules[name]


def _may_be_option(argument: str) -> bool:
    return argument.startswith("-") and argument != "-"
