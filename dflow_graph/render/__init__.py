"""Prints reports: text with a caret, JSON."""
