"""Claims of speed, each measured beside what one would use instead.

What runs in a contender's own environment (`layers`, `formats`, `measure`) needs the standard
library alone until it imports that contender.
"""
