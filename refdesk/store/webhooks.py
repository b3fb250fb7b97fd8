"""Webhooks with their announcements: written once each, taken by one node at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update
from sqlmodel import col

from refdesk.desk.announcing_ports import Announcement, Attempt, Webhook
from refdesk.domain.announcements import Announced
from refdesk.domain.records import millis, moment
from refdesk.store.committing import Writer, write_alone
from refdesk.store.driver import Insert, table_of
from refdesk.store.reading import Reader
from refdesk.store.rows import json_value, ms, names_text, time
from refdesk.store.tables.conversations import ConversationRow
from refdesk.store.tables.webhooks import WAITING, AnnouncementRow, AttemptRow, WebhookRow

_put = Insert(
    WebhookRow,
    "ON CONFLICT (id) DO UPDATE SET address = excluded.address, kinds = excluded.kinds, "
    "paused = excluded.paused",
)
_announce = Insert(AnnouncementRow, "ON CONFLICT (id) DO NOTHING")
_Row = AnnouncementRow


class StoredWebhooks:
    """The port `refdesk.desk.announcing_ports.WebhookStore`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def all(self) -> list[Webhook]:
        """Give all webhooks, the oldest first."""
        query = select(table_of(WebhookRow)).order_by(
            col(WebhookRow.created_at), col(WebhookRow.id)
        )
        return await self._reader.read(lambda c: list(map(_webhook, c.execute(query))))

    async def put(self, webhook: Webhook) -> None:
        """Add a webhook, or replace the one of its id."""
        kinds, made = names_text(webhook.kinds), millis(webhook.created_at)
        row = ("main", webhook.id, webhook.address, kinds, webhook.paused, made)
        await write_alone(self._writer, lambda c: _put(c, [row]))

    async def remove(self, webhook: str) -> bool:
        """Delete a webhook with all its announcements; False when there is none such."""
        own = select(col(_Row.id)).where(col(_Row.webhook) == webhook)

        def job(connection: Connection) -> bool:
            tries = delete(AttemptRow).where(col(AttemptRow.announcement).in_(own))
            connection.execute(tries)
            connection.execute(delete(_Row).where(col(_Row.webhook) == webhook))
            gone = delete(WebhookRow).where(col(WebhookRow.id) == webhook)
            return connection.execute(gone).rowcount > 0

        return await write_alone(self._writer, job)

    async def announce(self, announcements: Sequence[Announcement]) -> int:
        """Add those that are not there yet; give how many."""
        rows = [
            (
                *("main", one.id, one.webhook, one.kind.value, one.conversation, one.body),
                *(millis(one.at), one.state, one.tries, millis(one.at)),
            )
            for one in announcements
        ]
        return await write_alone(self._writer, lambda c: _announce(c, rows))

    async def newest(self) -> datetime | None:
        """Give the time of the newest announcement."""
        query = select(func.max(col(_Row.at)))
        return await self._reader.read(lambda c: time(c.execute(query).scalar()))

    async def changed_since(self, since: datetime, after: str, limit: int) -> list[str]:
        """Give conversations opened or ended since, by id, those after `after`."""
        row, at = ConversationRow, millis(since)
        recent = or_(col(row.opened_at) >= at, col(row.ended_at) >= at)
        query = select(col(row.id)).where(recent, col(row.id) > after)
        query = query.order_by(col(row.id)).limit(limit)
        return await self._reader.read(lambda c: list(c.execute(query).scalars()))

    async def take_due(
        self, now: datetime, until: datetime, limit: int
    ) -> list[tuple[Announcement, Webhook]]:
        """Take what is due, of webhooks not paused, for oneself until `until`."""
        due = (
            select(table_of(_Row))
            .join(WebhookRow, col(WebhookRow.id) == col(_Row.webhook))
            .where(WAITING, col(_Row.next_at) <= millis(now), col(WebhookRow.paused).is_(False))
            .order_by(col(_Row.next_at), col(_Row.id))
            .limit(limit)
        )
        if not await self._reader.read(lambda c: c.execute(due).first()):
            return []

        def job(connection: Connection) -> list[tuple[Announcement, Webhook]]:
            locked = due.with_for_update(skip_locked=True, of=table_of(_Row))
            rows = connection.execute(locked).all()
            ids = [row.id for row in rows]
            held = update(_Row).where(col(_Row.id).in_(ids)).values(next_at=millis(until))
            connection.execute(held)
            wanted = {row.webhook for row in rows}
            whose = select(table_of(WebhookRow)).where(col(WebhookRow.id).in_(wanted))
            webhooks = {row.id: _webhook(row) for row in connection.execute(whose)}
            return [(_announcement(row), webhooks[row.webhook]) for row in rows]

        return await write_alone(self._writer, job)

    async def tried(
        self, announcement: str, attempt: Attempt, state: str, next_at: datetime | None
    ) -> None:
        """Note an attempt and what follows from it."""
        this = col(_Row.id) == announcement

        def job(connection: Connection) -> None:
            tries = connection.execute(select(col(_Row.tries)).where(this)).scalar()
            if tries is None:
                return  # deleted meanwhile
            values = {"state": state, "tries": tries + 1, "next_at": ms(next_at)}
            connection.execute(update(_Row).where(this).values(**values))
            row = {
                "library": "main",
                "announcement": announcement,
                "n": _tries_of(connection, announcement) + 1,
                "at": millis(attempt.at),
                "status": attempt.status,
                "took": attempt.took,
                "said": attempt.said,
            }
            connection.execute(insert(AttemptRow).values(**row))

        await write_alone(self._writer, job)

    async def listed(self, webhook: str, limit: int) -> list[tuple[Announcement, list[Attempt]]]:
        """Give a webhook's announcements with their attempts, the newest first."""
        own = select(table_of(_Row)).where(col(_Row.webhook) == webhook)
        newest = own.order_by(col(_Row.at).desc(), col(_Row.id)).limit(limit)

        def read(connection: Connection) -> list[tuple[Announcement, list[Attempt]]]:
            found = [_announcement(row) for row in connection.execute(newest)]
            tries = _attempts(connection, [one.id for one in found])
            return [(one, tries.get(one.id, [])) for one in found]

        return await self._reader.read(read)

    async def replay(self, webhook: str, announcement: str, now: datetime) -> bool:
        """Send it again now, whatever became of it; False when there is none such."""
        this = update(_Row).where(col(_Row.id) == announcement, col(_Row.webhook) == webhook)
        again = this.values(state="waiting", tries=0, next_at=millis(now))
        return await write_alone(self._writer, lambda c: c.execute(again).rowcount > 0)

    async def forget(self, before: datetime) -> int:
        """Delete announcements from before, those of paused webhooks too; give how many."""
        over = col(_Row.at) < millis(before)
        old = select(col(_Row.id)).where(over)

        def job(connection: Connection) -> int:
            connection.execute(delete(AttemptRow).where(col(AttemptRow.announcement).in_(old)))
            return connection.execute(delete(_Row).where(over)).rowcount

        return await write_alone(self._writer, job)


def _tries_of(connection: Connection, announcement: str) -> int:
    most = select(func.max(col(AttemptRow.n))).where(col(AttemptRow.announcement) == announcement)
    return connection.execute(most).scalar() or 0


def _attempts(connection: Connection, announcements: list[str]) -> dict[str, list[Attempt]]:
    row = AttemptRow
    query = select(table_of(row)).where(col(row.announcement).in_(announcements))
    found: dict[str, list[Attempt]] = {}
    for one in connection.execute(query.order_by(col(row.n))):
        attempt = Attempt(moment(one.at), one.status, one.took, one.said)
        found.setdefault(one.announcement, []).append(attempt)
    return found


def _webhook(row: Any) -> Webhook:  # noqa: ANN401
    kinds = frozenset(map(Announced, json_value(row.kinds)))
    return Webhook(row.id, row.address, kinds, bool(row.paused), moment(row.created_at))


def _announcement(row: Any) -> Announcement:  # noqa: ANN401
    return Announcement(
        id=row.id,
        webhook=row.webhook,
        kind=Announced(row.kind),
        conversation=row.conversation,
        body=row.body,
        at=moment(row.at),
        state=row.state,
        tries=row.tries,
        next_at=time(row.next_at),
    )
