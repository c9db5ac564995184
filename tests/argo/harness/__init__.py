"""Runs emitted manifests to their end: Argo's own controller decides, this package is the cluster.

`cluster` starts the controller against `kubernetes`, a small server of the Kubernetes API that
keeps objects in memory. Its pods are carried out by `pods`, which does what Argo's executor does
around a container, with `repository` as the artifact store and `rooms` as the file system.
"""
