"""Indonesia's national holidays beside the library's own closed days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache

from refdesk.errors import SettingsProblem


def holiday_names(closed_days: Iterable[str], *, national: bool) -> Callable[[date], str | None]:
    """Give a function from a day to its name when the desk is closed, None on other days.

    Raises SettingsProblem for a closed day that is no date.
    """
    own = {_day(text): "hari tutup" for text in closed_days}

    def name(day: date) -> str | None:
        return own.get(day) or (_national().get(day) if national else None)

    return name


@cache
def _national() -> Mapping[date, str]:
    from holidays import country_holidays  # noqa: PLC0415 - a start does not wait for it

    table: Mapping[date, str] = country_holidays("ID")
    return table


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingsProblem(
            f"closed_days (REFDESK_CLOSED_DAYS): {text!r} bukan tanggal seperti 2026-12-26 / "
            "is no date like 2026-12-26"
        ) from None
