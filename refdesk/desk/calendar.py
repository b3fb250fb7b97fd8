"""The calendar of the desks: their timetables asked at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from refdesk.desk.ports import Hours
from refdesk.domain.hours import HolidayName, Timetable, open_at, opens_next, promised, today

TO_NEXT_MINUTE: Final = timedelta(seconds=59)  # a promise is never earlier than a minute's end


class ServiceCalendar:
    """A `Calendar` of given timetables; `holiday` names a closed day, or gives None.

    A desk without a timetable of its own has the hours of `otherwise`. Hours are minutes, so that
    of one minute they are worked out once, however many ask.
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
        self._known: dict[tuple[str, str], tuple[tuple[datetime, datetime], Hours]] = {}

    def at(self, desk: str, now: datetime, language: str = "id") -> Hours:
        """Give the state of the desk's hours at `now`, today's hours in words of `language`."""
        minutes = (_minute(now), _minute(now + TO_NEXT_MINUTE))
        found, hours = self._known.get((desk, language), (None, None))
        if hours is None or found != minutes:
            hours = self._hours(desk, now, language)
            self._known[desk, language] = (minutes, hours)
        return hours

    def _hours(self, desk: str, now: datetime, language: str) -> Hours:
        timetable = self._desks.get(desk, self._otherwise)
        is_open = open_at(timetable, now, self._holiday)
        return Hours(
            open_now=is_open,
            opens_at=None if is_open else opens_next(timetable, now, self._holiday),
            promised_at=promised(timetable, now, self._holiday),
            today=today(timetable, now, self._holiday, language),
        )


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
