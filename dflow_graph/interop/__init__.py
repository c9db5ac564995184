"""Exchange with foreign formats: one package a format, each with a report of what was lost.

`formats` is the table of them.
"""
