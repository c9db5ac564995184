"""How an OP says that it failed, and whether trying again can help (clause RET-1).

Must not import anything.
"""

__all__ = ["FatalError", "TransientError"]


class TransientError(Exception):
    """The OP failed in a way that another try may mend: the pod ends with exit code 1."""


class FatalError(Exception):
    """The OP failed for good: the pod ends with exit code 2, and is not tried again."""
