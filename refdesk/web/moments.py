"""Moments in words, as people read them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

_ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def day_in_words(day: date, language: str) -> str:
    """Give a day, e.g. `5 Mei 2025`."""
    return format_date(day, "d MMMM y", locale=language)


def time_in_words(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """Give a time in a zone, e.g. `Senin, 5 Mei 2025 09.00 WIB`."""
    pattern = "EEEE, d MMMM y HH.mm" if language == "id" else "EEEE, d MMMM y, HH:mm"
    local = moment.astimezone(zone)
    name = _ZONE_NAMES.get(zone.key, local.tzname() or "")
    return f"{format_datetime(local, pattern, locale=language)} {name}"
