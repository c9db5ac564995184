"""A text, the value that it writes, and where each part of the value stands."""
