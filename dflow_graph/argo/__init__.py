"""From graphs to Argo Workflows: lowering in small steps, then printing. Pure and deterministic.

Floor 5: imports the model, the index and the grammars; nothing here reads or writes a file.
"""
