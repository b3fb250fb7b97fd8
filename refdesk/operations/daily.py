"""What is done once a day, at a time of the library's own clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from datetime import datetime, time, timedelta, tzinfo

import structlog

from refdesk.errors import RefdeskError, SettingsProblem
from refdesk.operations.backing_up import back_up
from refdesk.privacy.retention import Retention
from refdesk.settings import Settings

Clock = Callable[[], datetime]
Work = Callable[[], Coroutine[object, object, None]]

_log = structlog.get_logger(__name__)


def next_at(now: datetime, at: time) -> datetime:
    """Give the next moment at which it is `at` o'clock in the zone of `now`."""
    today = datetime.combine(now.date(), at, now.tzinfo)
    return today if today > now else datetime.combine(now.date() + timedelta(1), at, now.tzinfo)


async def back_up_daily(settings: Settings, clock: Clock) -> None:
    """Make a backup each day; what goes wrong is logged, and tried again the day after."""

    async def back_up_now() -> None:
        made = await back_up(settings, clock())
        _log.info("backup made", file=str(made.file), bytes=made.size, let_go=len(made.let_go))

    await _each_day(time.fromisoformat(settings.backup_at), settings.zone, clock, back_up_now)


async def purge_daily(settings: Settings, retention: Retention, clock: Clock) -> None:
    """Let go of what is over its time each day."""

    async def purge_now() -> None:
        _log.info("retention", gone=asdict(await retention.purge(clock())))

    await _each_day(time.fromisoformat(settings.retention_at), settings.zone, clock, purge_now)


async def _each_day(at: time, zone: tzinfo, clock: Clock, work: Work) -> None:
    while True:
        now = clock().astimezone(zone)
        await asyncio.sleep((next_at(now, at) - now).total_seconds())
        try:
            await work()
        except (RefdeskError, SettingsProblem, OSError) as problem:
            _log.warning("daily work not done", work=work.__name__, problem=str(problem))
