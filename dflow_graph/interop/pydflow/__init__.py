"""Exchange with pydflow: its graphs become ours, and ours become graphs that it loads.

A pydflow graph is read as data: no tag in it is followed, nothing in it is imported or executed.
"""

from dflow_graph.interop.pydflow.reading import from_pydflow
from dflow_graph.interop.pydflow.recognition import is_pydflow_graph
from dflow_graph.interop.pydflow.writing import to_pydflow
from dflow_graph.interop.report import ConversionReport, Entry

__all__ = ["ConversionReport", "Entry", "from_pydflow", "is_pydflow_graph", "to_pydflow"]
