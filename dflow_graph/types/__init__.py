"""The types of parameters and artifacts: their grammar, what fits what, and their JSON Schemas."""
