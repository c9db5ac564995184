"""JSON Schemas of the format: generated from the model's Structs, committed, shipped."""
