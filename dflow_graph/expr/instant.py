"""Texts that govaluate takes for an instant of time, in a condition (WHEN-1).

The fourteen layouts that it tries, as Go's `time` reads them: spaces of any width, hours of one
digit, names of days and months in any case, and a fraction behind the seconds.
"""

from __future__ import annotations

import re

from dflow_graph.regex import regex

__all__ = ["is_instant", "may_be_instant"]

_SHAPE = regex(r"(?:[A-Za-z]{3} +[A-Za-z]{3} |[0-9]{1,2}:|[0-9]{4}-)")
_DAY = r"(?i:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>(?i:{'|'.join(_MONTHS)}))"
_CLOCK = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:[.,][0-9]+)?"
_DATE = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_YEAR = r"(?P<year>[0-9]{4})"
_ZONE = (
    r"(?:UTC|ChST|MeST|GMT(?:[+-](?P<offset>[0-9]+))?|[+-](?P<shift>[0-9]+)"
    r"|(?!UTC|GMT)(?:[A-Z]{3}|[A-Z]{3}T|WITA|[A-Z]{4}T))"
)
_PLAIN = r"[+-](?P<zone_hour>[0-9]{2})(?P<zone_minute>[0-9]{2})"
_COLON = r"[+-](?P<zone_hour>[0-9]{2}):(?P<zone_minute>[0-9]{2})"
_LAYOUTS = tuple(
    regex(layout, re.ASCII)
    for layout in (
        rf"{_DAY} +{_MONTH} +(?P<day>[0-9]{{1,2}}) +{_CLOCK} +{_YEAR}",
        rf"{_DAY} +{_MONTH} +(?P<day>[0-9]{{1,2}}) +{_CLOCK} +{_ZONE} +{_YEAR}",
        rf"{_DAY} +{_MONTH} +(?P<day>[0-9]{{2}}) +{_CLOCK} +{_PLAIN} +{_YEAR}",
        r"(?P<twelfth>[0-9]{1,2}):(?P<minute>[0-9]{2})[AP]M",
        rf"{_DATE}T{_CLOCK}(?:Z|{_COLON}|{_PLAIN.replace('zone', 'other')})",
        rf"{_DATE}(?: +(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}}))?",
        rf"{_DATE} +{_CLOCK}(?:{_COLON})?",
        rf"{_DATE}T(?P<hour>[0-9]{{1,2}})(?::(?P<minute>[0-9]{{2}}))?(?:Z|{_PLAIN})",
    )
)
# Largest values; those of zones are Go's, who allows for people who write 24:00 and :60.
_LARGEST = {
    "hour": 23, "twelfth": 12, "minute": 59, "second": 59, "zone_hour": 24, "zone_minute": 60,
    "other_hour": 24, "other_minute": 60, "offset": 23, "shift": 23,
}  # fmt: skip


def may_be_instant(text: str) -> bool:
    """Whether a text begins as instants do, whatever its digits are."""
    return _SHAPE.match(text) is not None


def is_instant(text: str) -> bool:
    """Whether govaluate reads a quoted text as a time, which it compares as a number."""
    return may_be_instant(text) and any(
        _exists(match) for layout in _LAYOUTS if (match := layout.fullmatch(text))
    )


def _exists(match: re.Match[str]) -> bool:
    """Whether the parts of a match are within their bounds, and the day in its month."""
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    for name, largest in _LARGEST.items():
        digits = parts.get(name, "0").lstrip("0")
        if len(digits) > 2 or int(digits or "0") > largest:  # noqa: PLR2004
            return False
    if "day" not in parts:
        return True
    from calendar import monthrange  # noqa: PLC0415 - few conditions hold times

    month = _MONTHS.index(parts["name"].lower()) + 1 if "name" in parts else int(parts["month"])
    if not 1 <= month <= 12:  # noqa: PLR2004
        return False
    # The year 0 is a leap year, and so is 400.
    days = monthrange(int(parts["year"]) or 400, month)[1]
    return 1 <= int(parts["day"]) <= days
