"""Upgrading the database to this release: a backup first, then the change, then a look at it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from refdesk.operations.backing_up import back_up
from refdesk.settings import Settings
from refdesk.store.addresses import file_of, is_sqlite, parse
from refdesk.store.locking import DatabaseLock
from refdesk.store.opening import open_store
from refdesk.store.page_map import write_anew_at_rest
from refdesk.store.revision import newest, revision_of

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did; `backup` is None where nothing had to change."""

    before: str  # revision of the schema, "" for a new database
    after: str
    backup: Path | None
    conversations: int
    rewritten: bool  # a file of an early release got a map of its pages


async def upgrade(
    settings: Settings, clock: Callable[[], datetime], told: Told = lambda _: None
) -> Upgraded:
    """Bring the database to this release; a kill in the middle leaves the old or the new schema.

    Raises SettingsProblem when a newer release has been here (there is no downgrade: restore the
    backup), StoreBroken while a server holds the database or when the change would do harm.
    """
    before = revision(settings)
    backup = await back_up_before(settings, clock(), told)
    told("migrate")
    store = await open_store(settings.database_url, clock=clock)
    try:
        told("look")
        waiting = [await store.lists.line(desk) for desk in await store.lists.desks()]
        asked = [await store.lists.asked(desk) for desk in await store.lists.desks()]
        for lines, _ in (*waiting, *asked):
            for line in lines:
                await store.log.load(line.conversation)
    finally:
        await store.close()
    rewritten = await _map_pages(settings, told)
    count = sum(count for _, count in (*waiting, *asked))
    return Upgraded(before, newest(), backup, count, rewritten)


async def _map_pages(settings: Settings, told: Told) -> bool:
    """Write a file without a map of its pages anew, which a server does for small ones only."""
    url = parse(settings.database_url)
    if not is_sqlite(url):
        return False
    file = file_of(url)
    lock = DatabaseLock(file)
    try:
        told("map")
        return await asyncio.to_thread(write_anew_at_rest, file)
    finally:
        lock.release()


async def back_up_before(
    settings: Settings, now: datetime, told: Told = lambda _: None
) -> Path | None:
    """Make a backup where the schema is going to change; None where there is nothing to lose."""
    if not "" < revision(settings) < newest():
        return None
    return (await back_up(settings, now, told)).file


def revision(settings: Settings) -> str:
    """Give the revision of an SQLite database's schema; "" for a new one, and for PostgreSQL.

    PostgreSQL's is looked up, under a lock, by the change itself.
    """
    url = parse(settings.database_url)
    return revision_of(file_of(url)) if is_sqlite(url) else ""
