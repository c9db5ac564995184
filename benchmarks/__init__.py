"""Claims of speed, each measured beside what one would use instead."""
