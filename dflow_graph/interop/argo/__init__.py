"""Workflows of Argo, as people write them in YAML, to graphs of the format; never the reverse.

`format` is the row of the table of formats, `reading` goes through a manifest as a whole, and each
other module owns one part of it. Nothing in a manifest is executed. What a graph has no place for
is kept under `extensions` and reported as a loss, or the manifest is refused.
"""
