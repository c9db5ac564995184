"""Mutation testing: small changes of a module, and whether a case or a test notices each.

`operators` makes the changes, `reach` tells what runs a line, `judges` runs that on a mutant,
`known` holds the survivors that were looked at, each with its reason.
"""
