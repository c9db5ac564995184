"""The commands, by way of click."""

from __future__ import annotations

import click

from dflow_graph import __version__

__all__ = ["cli"]

_COMMANDS = {
    "validate": "Check graphs and print what is wrong with them.",
    "explain": "Explain a rule by its code.",
    "fmt": "Rewrite graphs in the one standard layout.",
    "diff": "Say what differs between two graphs.",
    "show": "Show graphs as trees, pictures and pages.",
    "digest": "Print the digest of graphs: equal for equal meaning.",
    "schema": "Print the JSON Schema of an object.",
    "emit": "Write the manifest of a graph for Argo Workflows.",
    "submit": "Submit a graph to an Argo server.",
    "convert": "Exchange graphs with other formats.",
    "conformance": "Run the conformance suite against any implementation.",
    "run-op": "Run one Python OP of a graph on this machine.",
}


def _module_of(name: str) -> str:
    return f"dflow_graph.cli.{name.replace('-', '_')}"


class _Lazy(click.Group):
    """Imports a command's module when it is called, so that the others cost nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in _COMMANDS:
            return None
        import importlib  # noqa: PLC0415

        command: click.Command = importlib.import_module(_module_of(name)).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from dflow_graph.passes.finding import near_misses  # noqa: PLC0415

            close = near_misses(args[0], _COMMANDS)
            meant = f" Did you mean '{close[0]}'?" if close else ""
            raise click.UsageError(error.message + meant, ctx) from None


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dflow-graph")
def cli() -> None:
    """Validate, format and exchange dflow workflow graphs."""
