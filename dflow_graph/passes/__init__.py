"""The passes of the validator: each finds one family of faults, and changes nothing."""
