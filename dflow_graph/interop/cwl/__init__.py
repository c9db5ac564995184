"""Export to the Common Workflow Language, version 1.2: scripts and containers as tools.

A parameter travels as text here, and so it does there; an artifact is a `File` or `Directory`.
"""
