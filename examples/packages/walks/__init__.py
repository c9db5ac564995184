"""Random walks on a line."""

import random


def distance(label: str, steps: int) -> float:
    """Distance from the start after a walk; the same label walks the same way."""
    generator = random.Random(label)
    return float(abs(sum(generator.choice((-1, 1)) for _ in range(steps))))
