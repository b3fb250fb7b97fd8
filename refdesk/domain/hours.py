"""Service hours of a desk: open now, when next, by when an answer is promised."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo

DAY = 24 * 60  # minutes
FRIDAY = 4
LOOK_AHEAD = 90  # days in which an open minute is sought

HolidayName = Callable[[date], str | None]  # its name, None on other days


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `opens` until just before `closes`, in minutes after midnight of the desk's zone."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        """Refuse a span that ends before it begins (ValueError)."""
        if not 0 <= self.opens < self.closes <= DAY:
            raise ValueError(f"{self.words('en')} is no span of one day")

    def words(self, language: str) -> str:
        """Give the span as people write it: 08.00-16.00 in Indonesian, 08:00-16:00 in English."""
        dot = ":" if language == "en" else "."
        ends = (f"{at // 60:02}{dot}{at % 60:02}" for at in (self.opens, self.closes))
        return "–".join(ends)


Day = tuple[Span, ...]  # in order, not overlapping
Week = tuple[Day, ...]  # seven days from Monday


@dataclass(frozen=True, slots=True)
class Season:
    """A run of days with a week of its own: Ramadan."""

    first: date
    last: date
    week: Week


@dataclass(frozen=True, slots=True)
class Timetable:
    """The hours of one desk; special days win over holidays, holidays over seasons and weeks."""

    zone: tzinfo
    week: Week
    special: Mapping[date, Day] = field(default_factory=dict)
    seasons: tuple[Season, ...] = ()
    friday_prayer: Span | None = None


def day_of(timetable: Timetable, day: date, holiday: HolidayName) -> Day:
    """Give the open spans of a day."""
    if day in timetable.special:
        return timetable.special[day]
    if holiday(day) is not None:
        return ()
    week = next((s.week for s in timetable.seasons if s.first <= day <= s.last), timetable.week)
    spans = week[day.weekday()]
    prayer = timetable.friday_prayer
    if prayer is None or day.weekday() != FRIDAY:
        return spans
    return tuple(part for span in spans for part in _without(span, prayer))


def open_at(timetable: Timetable, now: datetime, holiday: HolidayName) -> bool:
    """Tell whether the desk is open at an aware datetime."""
    here = now.astimezone(timetable.zone)
    minute = here.hour * 60 + here.minute
    spans = day_of(timetable, here.date(), holiday)
    return any(span.opens <= minute < span.closes for span in spans)


def opens_next(timetable: Timetable, now: datetime, holiday: HolidayName) -> datetime | None:
    """Give the first open moment at or after `now` (UTC), None when there is none for long."""
    here = now.astimezone(timetable.zone)
    for day, spans in _days(timetable, here.date(), holiday):
        for span in spans:
            closes, opens = (_at(timetable, day, m) for m in (span.closes, span.opens))
            if closes > now:
                return max(opens, now.astimezone(UTC))
    return None


def promised(timetable: Timetable, now: datetime, holiday: HolidayName) -> datetime:
    """Give by when a question asked now is promised an answer (UTC, a whole minute).

    It is the same clock time on the next working day, drawn into that day's hours: before opening
    the opening, in a pause its end, after closing the closing. A desk that never opens promises
    the same time tomorrow.
    """
    here = (now + timedelta(seconds=59)).astimezone(timetable.zone)
    minute = here.hour * 60 + here.minute
    for day, spans in _days(timetable, here.date() + timedelta(days=1), holiday):
        if spans:
            return _at(timetable, day, _drawn_into(spans, minute))
    return _at(timetable, here.date() + timedelta(days=1), minute)


def _drawn_into(spans: Day, minute: int) -> int:
    for span in spans:
        if minute <= span.closes:
            return max(minute, span.opens)
    return spans[-1].closes


def today(timetable: Timetable, now: datetime, holiday: HolidayName, language: str) -> str:
    """Give today's hours in words, the holiday's name when it closes the desk."""
    day = now.astimezone(timetable.zone).date()
    spans = day_of(timetable, day, holiday)
    if spans:
        return ", ".join(span.words(language) for span in spans)
    closed = "closed" if language == "en" else "tutup"
    name = None if day in timetable.special else holiday(day)
    return f"{closed} ({name})" if name else closed


def _days(timetable: Timetable, first: date, holiday: HolidayName) -> Iterator[tuple[date, Day]]:
    for ahead in range(LOOK_AHEAD):
        day = first + timedelta(days=ahead)
        yield day, day_of(timetable, day, holiday)


def _at(timetable: Timetable, day: date, minute: int) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=timetable.zone)
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)


def _without(span: Span, pause: Span) -> Iterator[Span]:
    if span.opens < min(span.closes, pause.opens):
        yield Span(span.opens, min(span.closes, pause.opens))
    if max(span.opens, pause.closes) < span.closes:
        yield Span(max(span.opens, pause.closes), span.closes)
