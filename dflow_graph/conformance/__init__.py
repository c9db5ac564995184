"""The conformance suite: its cases, the programs that answer them, and what the answers are worth.

`conformance/` has the cases and the protocol as data and text; this package runs them. Nothing
below it knows that there is a suite.
"""
