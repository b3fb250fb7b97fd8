"""The calendar of the desks: their timetables asked at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from refdesk.desk.ports import Hours
from refdesk.domain.hours import HolidayName, Timetable, open_at, opens_next, promised, today


class ServiceCalendar:
    """A `Calendar` of given timetables; `holiday` names a closed day, or gives None.

    A desk without a timetable of its own has the hours of `otherwise`.
    """

    def __init__(
        self,
        otherwise: Timetable,
        holiday: HolidayName,
        desks: Mapping[str, Timetable] | None = None,
    ) -> None:
        self._otherwise = otherwise
        self._holiday = holiday
        self._desks = desks or {}

    def at(self, desk: str, now: datetime, language: str = "id") -> Hours:
        """Give the state of the desk's hours at `now`, today's hours in words of `language`."""
        timetable = self._desks.get(desk, self._otherwise)
        is_open = open_at(timetable, now, self._holiday)
        return Hours(
            open_now=is_open,
            opens_at=None if is_open else opens_next(timetable, now, self._holiday),
            promised_at=promised(timetable, now, self._holiday),
            today=today(timetable, now, self._holiday, language),
        )
