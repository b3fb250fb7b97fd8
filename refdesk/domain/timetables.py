"""Reading a week's service hours as an administrator writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from refdesk.domain.hours import DAY, Day, Span, Week

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d{1,2})[.:](\d{2})\s*[-–]\s*(\d{1,2})[.:](\d{2})")


def read_week(hours: Mapping[str, str]) -> Week:
    """Read e.g. {"mon": "08:00-12:00, 13:00-16:00"}; a day without an entry is closed.

    Raises ValueError that names the day, what is wrong with it, and how to write it.
    """
    strange = set(hours) - set(DAYS)
    if strange:
        raise ValueError(f"{min(strange)!r} is no day; write one of {', '.join(DAYS)}")
    return tuple(_read_named(name, hours.get(name, "")) for name in DAYS)


def read_day(text: str) -> Day:
    """Read "08:00-12:00, 13:00-16:00", or nothing for a closed day; raises ValueError."""
    spans = sorted(_read_span(part.strip()) for part in text.split(",") if part.strip())
    for before, after in pairwise(spans):
        if after.opens < before.closes:
            raise ValueError(f"{before.words('en')} and {after.words('en')} overlap")
    return tuple(spans)


def _read_named(name: str, text: str) -> Day:
    try:
        return read_day(text)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _read_span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not of the form 08:00-16:00")
    hour, minute, to_hour, to_minute = (int(number) for number in found.groups())
    if minute >= 60 or to_minute >= 60 or to_hour * 60 + to_minute > DAY:  # noqa: PLR2004
        raise ValueError(f"{text!r} has a time that no clock shows")
    return Span(hour * 60 + minute, to_hour * 60 + to_minute)
