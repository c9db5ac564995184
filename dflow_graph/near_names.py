"""When one name may have been meant for another (clause CONF-7), and which is closest.

Imports the standard library alone. What is said of such names is the passes' matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

__all__ = ["closest_names", "distance", "is_one_slip", "names_by_distance"]

_LONGEST = 100
_SHORT = 2
_FOLD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "-_")


def closest_names(name: str, known: Iterable[str]) -> list[str]:
    """The near misses of `name` at the smallest distance; several if they are equally close."""
    found = names_by_distance(name, known)
    return [other for how_far, other in found if how_far == found[0][0]]


def names_by_distance(name: str, known: Iterable[str]) -> list[tuple[int, str]]:
    """The near misses of `name` with their distances, closest first, else in the given order."""
    # CONF-7
    if len(name) > _LONGEST:
        return []
    wanted, length, letters = _compared(name)
    found: list[tuple[int, str]] = []
    for other in known:
        if len(other) > _LONGEST:
            continue
        folded, size, others = _compared(other)
        most = max(length, size) // 3
        # A letter that only one of them has is a change of its own: most names need no more.
        if -most <= length - size <= most and (letters & ~others).bit_count() <= most:
            how_far = distance(wanted, folded)
            if how_far <= most:
                found.append((how_far, other))
    found.sort(key=lambda pair: pair[0])
    return found


def is_one_slip(name: str, known: str) -> bool:
    """Whether a known name of two letters is at distance 1, which is too far for a near miss."""
    first, second = _compared(name)[0], _compared(known)[0]
    return len(second) == _SHORT >= len(first) and distance(first, second) == 1


@lru_cache(1_024)
def _compared(name: str) -> tuple[str, int, int]:
    """A name as it is compared, its length, and its letters as bits; some may share one."""
    folded = name.translate(_FOLD)
    letters = 0
    for letter in folded:
        letters |= 1 << (ord(letter) & 63)
    return folded, len(folded), letters


def distance(first: str, second: str) -> int:
    """The optimal string alignment distance of two texts.

    One each are a character that is added, left out or replaced, and two neighbours exchanged.
    All places of a column are worked on at once, as the bits of a number (Hyyrö 2003).
    """
    if not first:
        return len(second)
    full = (1 << len(first)) - 1
    last = 1 << (len(first) - 1)
    places: dict[str, int] = {}
    for place, character in enumerate(first):
        places[character] = places.get(character, 0) | 1 << place
    rises, falls, diagonal, before = full, 0, 0, 0
    result = len(first)
    for character in second:
        here = places.get(character, 0)
        exchanged = ((~diagonal & here) << 1) & before
        diagonal = ((((here & rises) + rises) ^ rises) | here | falls | exchanged) & full
        right_rises = falls | (~(diagonal | rises) & full)
        right_falls = diagonal & rises
        if right_rises & last:
            result += 1
        elif right_falls & last:
            result -= 1
        right_rises = right_rises << 1 | 1
        right_falls <<= 1
        rises = (right_falls | ~(diagonal | right_rises)) & full
        falls = right_rises & diagonal & full
        before = here
    return result
