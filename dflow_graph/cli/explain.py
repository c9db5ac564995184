"""`dflow-graph explain CODE`."""

from __future__ import annotations

import click

from dflow_graph.passes.finding import near_misses
from dflow_graph.rules import RULES
from dflow_graph.rules.page import page_text

__all__ = ["command"]


@click.command("explain")
@click.argument("code")
def command(code: str) -> None:
    """Explain the rule CODE (such as DG106, or unknown-field)."""
    by_name = {rule.name: rule for rule in RULES.values()}
    rule = RULES.get(code.upper()) or by_name.get(code.lower())
    if rule is None:
        close = near_misses(code.upper(), RULES) or near_misses(code, by_name)
        meant = f" Did you mean {', '.join(close)}?" if close else ""
        raise click.UsageError(f"There is no rule {code!r}.{meant}")
    click.echo(page_text(rule), nl=False)
