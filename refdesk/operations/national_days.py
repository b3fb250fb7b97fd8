"""Indonesia's national holidays beside the library's own closed days."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime

import structlog

from refdesk.errors import SettingsProblem

WITHIN = 60.0  # seconds for the process that looks them up
AGAIN = 86_400.0  # seconds until it is looked whether a year has begun
Days = Mapping[date, str]

_log = structlog.get_logger(__name__)


class NationalDays:
    """The national holidays, year by year.

    What knows them knows those of every country: 10 to 19 MiB and 85 ms for two dozen dates. A
    process of its own looks up the years that are prepared (`decisions/0038`); the days of another
    are looked up here, by whoever asks for the first of them.
    """

    def __init__(self) -> None:
        self._years: dict[int, Days] = {}

    def name(self, day: date) -> str | None:
        """Give the name of a holiday, None for another day."""
        days = self._years.get(day.year)
        if days is None:
            days = self._years[day.year] = days_of(day.year)
        return days.get(day)

    async def prepare(self, *years: int) -> None:
        """Look up the years that are not known yet."""
        wanted = [year for year in years if year not in self._years]
        if not wanted:
            return
        try:
            found = await _looked_up(wanted)
        except (OSError, TimeoutError, ValueError) as problem:
            _log.warning("national_days_process_failed", why=type(problem).__name__)
            found = [await asyncio.to_thread(days_of, year) for year in wanted]
        self._years |= zip(wanted, found, strict=True)


NATIONAL = NationalDays()


def holiday_names(closed_days: Iterable[str], *, national: bool) -> Callable[[date], str | None]:
    """Give a function from a day to its name when the desk is closed, None on other days.

    Raises SettingsProblem for a closed day that is no date.
    """
    own = {_day(text): "hari tutup" for text in closed_days}

    def name(day: date) -> str | None:
        return own.get(day) or (NATIONAL.name(day) if national else None)

    return name


async def keep_prepared(clock: Callable[[], datetime]) -> None:
    """Have this year's days and the next's at hand, for as long as the server runs."""
    while True:
        year = clock().year
        try:
            await NATIONAL.prepare(year, year + 1)
        except Exception as problem:  # noqa: BLE001 - who asks for a day still asks the library
            _log.warning("national_days_not_looked_up", why=type(problem).__name__)
        await asyncio.sleep(AGAIN)


def days_of(year: int) -> Days:
    """Give a year's national holidays with their names."""
    from holidays import country_holidays  # noqa: PLC0415 - a start does not wait for it

    return dict(country_holidays("ID", years=year))


async def _looked_up(years: Iterable[int]) -> list[Days]:
    process = await asyncio.create_subprocess_exec(
        # -P: what lies in the working directory is none of our modules.
        *(sys.executable, "-P", "-m", __name__, *map(str, years)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(WITHIN):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return [
        {date.fromisoformat(day): name for day, name in one.items()} for one in json.loads(said)
    ]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingsProblem(
            f"closed_days (REFDESK_CLOSED_DAYS): {text!r} bukan tanggal seperti 2026-12-26 / "
            "is no date like 2026-12-26"
        ) from None


if __name__ == "__main__":
    found = [days_of(int(year)) for year in sys.argv[1:]]
    said = json.dumps([{str(day): name for day, name in one.items()} for one in found])
    with suppress(BrokenPipeError):  # whoever asked was killed meanwhile
        os.write(sys.stdout.fileno(), said.encode())  # past a buffer that would be tried again
