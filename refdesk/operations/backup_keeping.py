"""Which backups are kept: the newest of each of the last days, weeks and months."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Keep:
    """How many days, weeks and months have one backup left each."""

    days: int = 7
    weeks: int = 4
    months: int = 3


def kept(made: Iterable[datetime], keep: Keep) -> frozenset[datetime]:
    """Give those to keep; the newest of all is always among them."""
    newest_first = sorted(made, reverse=True)
    chosen: set[datetime] = set(newest_first[:1])
    for count, span in ((keep.days, _day), (keep.weeks, _week), (keep.months, _month)):
        chosen.update(_newest_of_each(newest_first, span, count))
    return frozenset(chosen)


def _newest_of_each(
    newest_first: list[datetime], span: Callable[[datetime], object], count: int
) -> list[datetime]:
    found: dict[object, datetime] = {}
    for one in newest_first:
        found.setdefault(span(one), one)
    return list(found.values())[:count]


def _day(moment: datetime) -> object:
    return moment.date()


def _week(moment: datetime) -> object:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> object:
    return moment.year, moment.month
