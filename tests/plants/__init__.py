"""Plants one fault at every place of sound graphs where it fits: `python -m tests.plants`."""
