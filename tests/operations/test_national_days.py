"""National holidays, looked up by a process of their own."""

import sys
from datetime import date

import pytest

from refdesk.operations import national_days
from refdesk.operations.national_days import NationalDays, days_of


async def test_prepared_years_need_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the process found is what the library says, and is all that is asked from then on."""
    expected: dict[date, str | None] = dict(days_of(2026))
    days = NationalDays()
    monkeypatch.setattr(national_days, "days_of", None)
    await days.prepare(2026, 2027)
    found = {day: days.name(day) for day in (*expected, date(2026, 8, 18), date(2027, 8, 17))}
    assert found == expected | {
        date(2026, 8, 18): None,
        date(2027, 8, 17): expected[date(2026, 8, 17)],
    }


async def test_a_year_nobody_prepared_is_looked_up_when_it_is_asked_for() -> None:
    """A day of any year has its answer."""
    assert NationalDays().name(date(2031, 8, 17))
    assert NationalDays().name(date(2031, 8, 18)) is None


async def test_days_are_known_where_no_process_can_be_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The library is then asked in a thread."""
    monkeypatch.setattr(sys, "executable", "/nowhere")
    days = NationalDays()
    await days.prepare(2026)
    monkeypatch.setattr(national_days, "days_of", None)
    assert days.name(date(2026, 8, 17))
