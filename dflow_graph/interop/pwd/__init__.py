"""Exchange with the Python Workflow Definition of AiiDA, jobflow and pyiron.

A workflow of that format is a graph of Python functions: nodes for inputs, functions and outputs,
and edges between their ports. Here it is a DAG of Python OPs that are functions (clause OP-9).
"""
