"""What differs between two graphs, by template and step, whatever their spelling.

Floor 5: builds on the model, the index and the grammars; reads and prints nothing.
"""

from dflow_graph.differences.changes import Change, Side
from dflow_graph.differences.compare import diff

__all__ = ["Change", "Side", "diff"]
