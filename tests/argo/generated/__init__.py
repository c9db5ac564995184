"""Sound graphs that hypothesis makes, and what must hold of the manifest of each.

`python -m tests.argo.generated --graphs 2000` is the long run; the suite does a short one.
"""
