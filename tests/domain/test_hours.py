"""Service hours: open now, opening next, the promised time, in the zones of Indonesia."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdesk.desk.calendar import ServiceCalendar
from refdesk.domain.hours import (
    Season,
    Span,
    Timetable,
    day_of,
    open_at,
    opens_next,
    promised,
    today,
)
from refdesk.domain.timetables import read_day, read_week

WIB = ZoneInfo("Asia/Jakarta")
WEEK = read_week(
    {
        "mon": "08:00-16:00",
        "tue": "08:00-16:00",
        "wed": "08:00-12:00, 13:00-16:00",
        "thu": "08:00-16:00",
        "fri": "08:00-16:00",
        "sat": "09:00-14:00",
    }
)
PLAIN = Timetable(WIB, WEEK)
NYEPI = date(2026, 3, 19)  # a Thursday


def holiday(day: date) -> str | None:
    """Name the one holiday of these tests."""
    return "Hari Suci Nyepi" if day == NYEPI else None


def at(day: int, clock: str, zone: ZoneInfo = WIB) -> datetime:
    """Give a moment of March 2026 (the 2nd is a Monday)."""
    hour, minute = map(int, clock.split("."))
    return datetime(2026, 3, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(2, "07.59"), False),
        (at(2, "08.00"), True),
        (at(2, "15.59"), True),
        (at(2, "16.00"), False),
        (at(4, "12.30"), False),
        (at(7, "13.59"), True),
        (at(8, "10.00"), False),
        (at(19, "10.00"), False),
    ],
)
def test_open_from_the_first_minute_until_the_last(moment: datetime, is_open: bool) -> None:
    """A span holds its first minute and not its last; breaks, Sundays and holidays are closed."""
    assert open_at(PLAIN, moment, holiday) is is_open


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Jakarta", 1), ("Asia/Makassar", 0), ("Asia/Jayapura", -1)]
)
def test_each_zone_opens_by_its_own_clock(zone: str, hour: int) -> None:
    """Eight o'clock comes first in the east."""
    timetable = Timetable(ZoneInfo(zone), WEEK)
    opening = datetime(2026, 3, 3, tzinfo=UTC) + timedelta(hours=hour)
    assert open_at(timetable, opening, holiday)
    assert not open_at(timetable, opening - timedelta(minutes=1), holiday)


@pytest.mark.parametrize(
    ("asked", "opening"),
    [
        (at(2, "06.00"), at(2, "08.00")),
        (at(2, "10.00"), at(2, "10.00")),
        (at(4, "12.10"), at(4, "13.00")),
        (at(7, "20.00"), at(9, "08.00")),
        (at(18, "17.00"), at(20, "08.00")),
    ],
)
def test_the_next_opening_skips_breaks_nights_closed_days(
    asked: datetime, opening: datetime
) -> None:
    """The next open moment is now when open, else the first after it."""
    assert opens_next(PLAIN, asked, holiday) == opening


@pytest.mark.parametrize(
    ("asked", "promise"),
    [
        (at(2, "10.00"), at(3, "10.00")),
        (at(3, "12.30"), at(4, "13.00")),
        (at(2, "22.00"), at(3, "16.00")),
        (at(2, "06.00"), at(3, "08.00")),
        (at(6, "15.00"), at(7, "14.00")),
        (at(7, "10.00"), at(9, "10.00")),
        (at(18, "10.00"), at(20, "10.00")),
    ],
)
def test_an_answer_is_promised_by_the_same_time_on_the_next_working_day(
    asked: datetime, promise: datetime
) -> None:
    """Where the desk is closed at that clock time it is drawn into that day's hours."""
    assert promised(PLAIN, asked, holiday) == promise


def test_a_desk_that_never_opens_promises_the_next_day() -> None:
    """Without hours the promise is a day, the next opening is unknown."""
    never = Timetable(WIB, read_week({}))
    assert promised(never, at(2, "10.00"), holiday) == at(3, "10.00")
    assert opens_next(never, at(2, "10.00"), holiday) is None


@given(st.integers(0, 60 * 24 * 60))
def test_a_promise_falls_into_the_hours_of_the_next_working_day(minutes: int) -> None:
    """Whenever somebody asks, the promise is in or at the end of the next day that is open."""
    asked = at(2, "00.00") + timedelta(minutes=minutes)
    promise = promised(PLAIN, asked, holiday).astimezone(WIB)
    opens = opens_next(PLAIN, _midnight_after(asked), holiday)
    assert opens is not None
    assert promise.date() == opens.astimezone(WIB).date()
    last_minute = promise - timedelta(minutes=1)
    assert open_at(PLAIN, promise, holiday) or open_at(PLAIN, last_minute, holiday)


def _midnight_after(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0) + timedelta(days=1)


def test_a_desk_open_on_one_day_promises_that_day() -> None:
    """Asked on a Monday afternoon, open only Thursday mornings: this Thursday, not the next."""
    rare = Timetable(WIB, read_week({"thu": "08:00-12:00"}))
    assert promised(rare, at(2, "15.00"), holiday) == at(5, "12.00")


def test_special_days_win_over_holidays_holidays_over_seasons() -> None:
    """The nearest rule decides: special day, holiday, Ramadan week, ordinary week."""
    ramadan = read_week({"mon": "08:00-15:00", "thu": "08:00-15:00"})
    timetable = Timetable(
        WIB,
        WEEK,
        special={date(2026, 3, 5): read_day("10:00-11:00"), NYEPI: read_day("10:00-12:00")},
        seasons=(Season(date(2026, 2, 18), date(2026, 3, 19), ramadan),),
    )
    assert day_of(timetable, date(2026, 3, 2), holiday) == (Span(480, 900),)
    assert day_of(timetable, date(2026, 3, 5), holiday) == (Span(600, 660),)
    assert day_of(timetable, NYEPI, holiday) == (Span(600, 720),)
    assert day_of(timetable, date(2026, 3, 23), holiday) == (Span(480, 960),)


def test_friday_prayer_parts_the_day() -> None:
    """On Fridays the prayer's time is taken out of whatever span it falls into."""
    timetable = Timetable(WIB, WEEK, friday_prayer=Span(690, 780))
    assert day_of(timetable, date(2026, 3, 6), holiday) == (Span(480, 690), Span(780, 960))
    assert day_of(timetable, date(2026, 3, 5), holiday) == (Span(480, 960),)


def test_todays_hours_read_as_people_write_them() -> None:
    """Dots in Indonesian, colons in English, the holiday's name where it closes the desk."""
    assert today(PLAIN, at(4, "10.00"), holiday, "id") == "08.00–12.00, 13.00–16.00"
    assert today(PLAIN, at(4, "10.00"), holiday, "en") == "08:00–12:00, 13:00–16:00"
    assert today(PLAIN, at(8, "10.00"), holiday, "id") == "tutup"
    assert today(PLAIN, at(19, "10.00"), holiday, "en") == "closed (Hari Suci Nyepi)"


@pytest.mark.parametrize(
    ("hours", "complaint"),
    [
        ({"senin": "08:00-16:00"}, "'senin' is no day"),
        ({"mon": "8-16"}, "mon: '8-16' is not of the form 08:00-16:00"),
        ({"mon": "16:00-08:00"}, "mon: 16:00–08:00 is no span of one day"),
        ({"mon": "08:00-25:00"}, "mon: '08:00-25:00' has a time that no clock shows"),
        ({"mon": "08:00-12:00, 11:00-13:00"}, "mon: 08:00–12:00 and 11:00–13:00 overlap"),
    ],
)
def test_wrong_hours_are_named_with_their_day(hours: dict[str, str], complaint: str) -> None:
    """Who writes the settings reads which day is wrong in which way."""
    with pytest.raises(ValueError, match=re.escape(complaint)):
        read_week(hours)


def test_the_calendar_answers_for_each_desk() -> None:
    """A desk with a timetable of its own has it; every other has the library's."""
    children = Timetable(WIB, read_week({"sun": "09:00-12:00"}))
    calendar = ServiceCalendar(PLAIN, holiday, {"children": children})
    sunday = at(8, "10.00")
    assert calendar.at("children", sunday).open_now
    main = calendar.at("main", sunday, "en")
    assert (main.open_now, main.opens_at, main.today) == (False, at(9, "08.00"), "closed")


@given(
    st.lists(
        st.tuples(st.integers(0, 3 * 24 * 60), st.integers(0, 60_999)),
        min_size=2,
        max_size=6,
    )
)
def test_what_a_calendar_worked_out_for_a_minute_holds_for_all_of_it(
    moments: list[tuple[int, int]],
) -> None:
    """However often it is asked, in whatever order, it says what a new calendar would."""
    calendar = ServiceCalendar(PLAIN, holiday)
    near = moments[0][0]
    for minutes, milliseconds in moments:
        now = at(3, "07.58") + timedelta(
            minutes=near + minutes % 3 * (minutes % 61), milliseconds=milliseconds
        )
        assert calendar.at("main", now) == ServiceCalendar(PLAIN, holiday).at("main", now)
