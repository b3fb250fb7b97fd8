"""Announcing: what happens in conversations becomes rows to send, also after a crash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from refdesk.desk.announcing_ports import Announcement, Webhook, WebhookStore
from refdesk.desk.ports import Clock, Log
from refdesk.domain.announcements import ANNOUNCED_BY, KEPT, announced_by, body_of, name_of
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Recorded

LOOK_BACK: Final = timedelta(hours=2)  # before the newest row, for what a crash left out
_PAGE: Final = 200  # events


class Announcing:
    """The work of `refdesk.desk.follow_up.FollowUp`: done twice it does nothing more."""

    kinds = frozenset(ANNOUNCED_BY)  # of events that are announced

    def __init__(self, webhooks: WebhookStore, log: Log, clock: Clock) -> None:
        self._webhooks = webhooks
        self._log = log
        self._clock = clock

    def wants(self, _: Conversation, recorded: Sequence[Recorded]) -> bool:
        """Tell whether something of it is announced."""
        return any(announced_by(one.event) is not None for one in recorded)

    async def prepare(self) -> None:
        """Nothing has to be made ready."""

    async def left(self) -> int:
        """Tell whether there is anybody to tell."""
        return len(await self._webhooks.all())

    async def due(self, after: str, limit: int) -> tuple[list[str], str]:
        """Give conversations of the last hours, and the last of them ("" at the end)."""
        since = (await self._webhooks.newest() or self._clock()) - LOOK_BACK
        found = await self._webhooks.changed_since(since, after, limit)
        return found, found[-1] if len(found) == limit else ""

    async def do(self, conversations: Sequence[str]) -> None:
        """Write down what is to be announced of these conversations."""
        webhooks = await self._webhooks.all()
        if not webhooks:
            return
        for conversation in conversations:
            rows = await self._rows(conversation, webhooks)
            if rows:
                await self._webhooks.announce(rows)

    async def _rows(self, conversation: str, webhooks: Sequence[Webhook]) -> list[Announcement]:
        state = await self._log.load(conversation)
        rows, at, more = [], 0, state is not None
        # What is older has been announced and forgotten: it would be announced again.
        since = self._clock() - KEPT
        while more and state is not None:
            page = await self._log.read_since(conversation, at, _PAGE, public=False)
            for one in page.recorded:
                at = one.seq
                if one.at >= since:
                    rows += _announcements(state, one, webhooks)
            more = page.more
        return rows


def _announcements(
    conversation: Conversation, one: Recorded, webhooks: Sequence[Webhook]
) -> list[Announcement]:
    kind = announced_by(one.event)
    if kind is None:
        return []
    body = body_of(kind, conversation, one)
    return [
        Announcement(name_of(to.id, one), to.id, kind, conversation.id, body, one.at)
        for to in webhooks
        if kind in to.kinds and one.at >= to.created_at
    ]
