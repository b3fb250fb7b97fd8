"""Opening a store by its address."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import URL

from refdesk.desk.ports import Append, Clock
from refdesk.errors import StorageFull, StoreBroken, Unavailable
from refdesk.store import sqlite
from refdesk.store.addresses import file_of, is_sqlite, parse
from refdesk.store.audit import StoredAudit, StoredOwnDesks
from refdesk.store.channels import ChannelRows
from refdesk.store.codes import HashedCodes
from refdesk.store.committing import Writer
from refdesk.store.consents import StoredConsents
from refdesk.store.copying import Copying
from refdesk.store.credentials import StoredCredentials
from refdesk.store.driver import Row
from refdesk.store.duty import StoredDuty
from refdesk.store.editing import StoredEditing
from refdesk.store.entries import StoredEntries
from refdesk.store.entry_use import StoredEntryUse
from refdesk.store.expiring import StoredExpiring
from refdesk.store.exposure import StoredExposure
from refdesk.store.facts import StoredFacts
from refdesk.store.failures import translate
from refdesk.store.filling import fill
from refdesk.store.gaps import StoredGaps
from refdesk.store.hands import StoredHands
from refdesk.store.holdings import conversation_ids, rows_by_table
from refdesk.store.installation import Installation
from refdesk.store.lessons import StoredLessons
from refdesk.store.lists import ConsoleLists
from refdesk.store.locking import DatabaseLock
from refdesk.store.log import DurableLog
from refdesk.store.marks import Watermarks
from refdesk.store.page_votes import StoredPageVotes
from refdesk.store.reading import Reader
from refdesk.store.requests import StoredRequests
from refdesk.store.revision import is_newest
from refdesk.store.scrubbing import Scrubber
from refdesk.store.sealed import StoredSealed
from refdesk.store.signs import StoredSigns
from refdesk.store.sqlite_reading import SqliteReading
from refdesk.store.sqlite_writer import SqliteWriter
from refdesk.store.staff import Accounts
from refdesk.store.tips import StoredTips
from refdesk.store.transcript_index import StoredTranscriptIndex
from refdesk.store.transcripts import StoredTranscripts
from refdesk.store.webhooks import StoredWebhooks
from refdesk.store.wiping import Gaps


@dataclass(frozen=True, slots=True)
class Store:
    """All ports of one database.

    `broken` is done as soon as the store can no longer be trusted; its result says why. `shared`
    says that other processes may write to the same database.
    """

    log: DurableLog
    lists: ConsoleLists
    marks: Watermarks
    codes: HashedCodes
    duty: StoredDuty
    channels: ChannelRows
    transcripts: StoredTranscripts
    transcript_index: StoredTranscriptIndex
    lessons: StoredLessons
    gaps: StoredGaps
    page_votes: StoredPageVotes
    entry_use: StoredEntryUse
    staff: Accounts
    credentials: StoredCredentials
    webhooks: StoredWebhooks
    entries: StoredEntries
    editing: StoredEditing
    hands: StoredHands
    facts: StoredFacts
    sealed: StoredSealed
    requests: StoredRequests
    consents: StoredConsents
    audit: StoredAudit
    exposure: StoredExposure
    own_desks: StoredOwnDesks
    expiring: StoredExpiring
    tips: StoredTips
    signs: StoredSigns
    installation: Installation
    shared: bool
    broken: asyncio.Future[StoreBroken]
    _writer: Writer
    _reader: Reader
    _lock: DatabaseLock | None = field(default=None)
    _gaps: Gaps | None = field(default=None)

    def backlog(self) -> int:
        """Give the number of writes that wait for their commit."""
        return self._writer.backlog()

    def full(self) -> bool:
        """Tell whether the last commit failed because the disk has no room left."""
        return self._writer.full

    async def rows(self) -> dict[str, int]:
        """Count the rows of each table."""
        return await rows_by_table(self._reader)

    async def conversations(self) -> list[str]:
        """Give the ids of all conversations."""
        return await conversation_ids(self._reader)

    async def fill(self, appends: Sequence[Append], receipts: Sequence[Row]) -> None:
        """Write many whole conversations in one commit, with the receipts of their messages."""
        await fill(self._writer, appends, receipts)

    async def close(self) -> None:
        """Finish what waits, close all connections, let the next process in."""
        await self._reader.close()
        await self._writer.close()
        if self._gaps is not None:
            self._gaps.close()
        if self._lock is not None:
            self._lock.release()


async def open_store(address: str, *, clock: Clock) -> Store:
    """Open the database, bringing its schema to this release.

    Raises SettingsProblem for a bad address or a newer schema, Unavailable when the database
    cannot be reached, StoreBroken when it is damaged or another process holds it.
    """
    url = parse(address)
    try:
        if is_sqlite(url):
            return await _open_sqlite(url, clock)
        return await _open_postgres(url, clock)
    except Exception as error:
        failure = translate(error)
        if failure is error:
            raise
        raise (_damaged(url, failure) if isinstance(failure, StoreBroken) else failure) from error


def _damaged(url: URL, failure: StoreBroken) -> StoreBroken:
    place = url.render_as_string(hide_password=True)
    return StoreBroken(
        f"database (REFDESK_DATABASE): {place} rusak ({failure}): pulihkan cadangan / "
        "it is damaged: restore a backup"
    )


class _Alarm:
    """Tells reader, store and whoever waits that the store is broken."""

    def __init__(self) -> None:
        self.future: asyncio.Future[StoreBroken] = asyncio.get_running_loop().create_future()
        self.reader: Reader | None = None

    def __call__(self, broken: StoreBroken) -> None:
        if self.reader is not None:
            self.reader.stop(broken)
        if not self.future.done():
            self.future.set_result(broken)


async def _open_sqlite(url: URL, clock: Clock) -> Store:
    file = file_of(url)
    sqlite.make_private(file)
    lock = DatabaseLock(file)
    try:
        await asyncio.to_thread(_bring_up_to_date, url)
        connection = await asyncio.to_thread(sqlite.writing_engine(file).connect)
    except BaseException:
        lock.release()
        raise
    alarm = _Alarm()
    copying = Copying(connection, sqlite.reading_engine(file), file)
    writer = SqliteWriter(connection, lock.check, alarm, copying)
    reader = Reader(SqliteReading(sqlite.reading_engine(file)), alarm)
    store = _assemble(writer, reader, alarm, clock, lock, Gaps(file))
    # The lock says that the process is gone which the holders were connected to. A disk that is
    # full leaves the leases to their end.
    with suppress(StorageFull, Unavailable):
        await store.channels.release_all()
    return store


def _bring_up_to_date(url: URL) -> None:
    if is_newest(file_of(url)):
        return
    # A start that changes nothing does without: a quarter of its time, a tenth of its memory.
    from refdesk.store.migrating import migrate_sqlite  # noqa: PLC0415

    migrate_sqlite(url)


async def _open_postgres(url: URL, clock: Clock) -> Store:
    from refdesk.store import postgres, postgres_revision  # noqa: PLC0415 - where it is used
    from refdesk.store.postgres_writer import PostgresWriter  # noqa: PLC0415

    try:
        if not await postgres_revision.is_newest(url):
            from refdesk.store.migrating import migrate_postgres  # noqa: PLC0415 - as above

            await migrate_postgres(url)
    except TimeoutError as error:
        raise Unavailable(detail="PostgreSQL does not answer") from error
    alarm = _Alarm()
    writer = PostgresWriter(postgres.writing_engine(url), alarm)
    return _assemble(writer, Reader(postgres.PostgresReading(url), alarm), alarm, clock)


def _assemble(
    writer: Writer,
    reader: Reader,
    alarm: _Alarm,
    clock: Clock,
    lock: DatabaseLock | None = None,
    gaps: Gaps | None = None,
) -> Store:
    alarm.reader = reader
    return Store(
        log=DurableLog(writer, reader),
        lists=ConsoleLists(reader),
        marks=Watermarks(writer, reader),
        codes=HashedCodes(writer),
        duty=StoredDuty(writer, reader),
        channels=ChannelRows(writer, reader, clock),
        transcripts=StoredTranscripts(reader),
        transcript_index=StoredTranscriptIndex(writer, reader),
        lessons=StoredLessons(writer, reader),
        gaps=StoredGaps(writer, reader),
        page_votes=StoredPageVotes(writer, reader),
        entry_use=StoredEntryUse(writer, reader),
        staff=Accounts(writer, reader),
        credentials=StoredCredentials(writer, reader),
        webhooks=StoredWebhooks(writer, reader),
        entries=StoredEntries(writer, reader),
        editing=StoredEditing(writer, reader),
        hands=StoredHands(writer),
        facts=StoredFacts(writer, reader),
        sealed=StoredSealed(writer, reader),
        requests=StoredRequests(writer, reader),
        consents=StoredConsents(writer, reader),
        audit=StoredAudit(reader),
        exposure=StoredExposure(reader),
        own_desks=StoredOwnDesks(writer, reader),
        expiring=StoredExpiring(writer, reader, Scrubber(writer, gaps) if gaps else None),
        tips=StoredTips(reader),
        signs=StoredSigns(writer, reader),
        installation=Installation(writer),
        shared=lock is None,
        broken=alarm.future,
        _writer=writer,
        _reader=reader,
        _lock=lock,
        _gaps=gaps,
    )
