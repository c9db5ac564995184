"""Graphs that people look at: pictures, a page, exports for analysis, and differences.

Everything here is a view of `outline`: what calls what, and what flows between the calls of one
template. Nothing in a graph is executed, and every text of one is made visible before it is shown.
"""
