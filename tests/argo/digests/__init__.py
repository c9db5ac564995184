"""Digests of the manifests of all examples: the same in every Python, on every machine.

`python -m tests.argo.digests --write` writes `digests.json`; without it, they are printed.
"""
