"""Prints reports: text with a caret, JSON, SARIF, annotations of GitHub, JUnit."""
