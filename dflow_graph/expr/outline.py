"""The outline of a text: what it has in common with all that differ from it in digits alone.

Imports the standard library alone.
"""

__all__ = ["LONGEST", "NINES", "UTF_8", "outline"]

LONGEST = 2_000
"""Longer texts are seldom alike, and would fill what is remembered of outlines."""
NINES = bytes.maketrans(b"012345678", b"999999999")
"""What makes nines of digits in bytes."""
UTF_8 = ("utf-8", "surrogatepass")
"""How every text is made bytes, also one with half a character."""


def outline(text: str) -> str:
    """A text with a nine for each of its digits: as long, and the same for all that are alike."""
    # By way of bytes in a fifteenth of the time; no other character has the byte of a digit.
    return text.encode(*UTF_8).translate(NINES).decode(*UTF_8)
