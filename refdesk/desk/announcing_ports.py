"""What announcing needs from outside: webhooks and what is to be sent to them, a way to send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from refdesk.domain.announcements import Announced


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told of some events; its secret lies in the safe."""

    id: str
    address: str
    kinds: frozenset[Announced]
    paused: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something to tell a webhook; `state` is waiting, done or failed."""

    id: str
    webhook: str
    kind: Announced
    conversation: str
    body: str
    at: datetime
    state: str = "waiting"
    tries: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: `status` is that of HTTP, 0 when there was none; `said` names what failed."""

    at: datetime
    status: int
    took: int  # milliseconds
    said: str = ""

    @property
    def good(self) -> bool:
        """Whether it was taken."""
        return 200 <= self.status < 300  # noqa: PLR2004 - RFC 9110 section 15.3


class WebhookStore(Protocol):
    """Webhooks with their announcements and attempts."""

    async def all(self) -> list[Webhook]:
        """Give all webhooks, the oldest first."""

    async def put(self, webhook: Webhook) -> None:
        """Add a webhook, or replace the one of its id."""

    async def remove(self, webhook: str) -> bool:
        """Delete a webhook with all its announcements; False when there is none such."""

    async def announce(self, announcements: Sequence[Announcement]) -> int:
        """Add those that are not there yet; give how many."""

    async def newest(self) -> datetime | None:
        """Give the time of the newest announcement."""

    async def changed_since(self, since: datetime, after: str, limit: int) -> list[str]:
        """Give conversations opened or ended since, by id, those after `after`."""

    async def take_due(
        self, now: datetime, until: datetime, limit: int
    ) -> list[tuple[Announcement, Webhook]]:
        """Take what is due, of webhooks not paused, for oneself until `until`."""

    async def tried(
        self, announcement: str, attempt: Attempt, state: str, next_at: datetime | None
    ) -> None:
        """Note an attempt and what follows from it."""

    async def listed(self, webhook: str, limit: int) -> list[tuple[Announcement, list[Attempt]]]:
        """Give a webhook's announcements with their attempts, the newest first."""

    async def replay(self, webhook: str, announcement: str, now: datetime) -> bool:
        """Send it again now, whatever became of it; False when there is none such."""

    async def forget(self, before: datetime) -> int:
        """Delete announcements from before, those of paused webhooks too; give how many."""


class SecretKeeper(Protocol):
    """Where secrets of webhooks are kept, by place."""

    async def keep(self, place: str, secret: str) -> None:
        """Keep a secret in a place, instead of what is there."""

    async def of(self, place: str) -> str | None:
        """Give the secret of a place."""

    async def forget(self, place: str) -> None:
        """Forget the secret of a place."""


class Post(Protocol):
    """Sends one announcement; never raises: what failed is in the attempt."""

    async def __call__(self, address: str, headers: dict[str, str], body: str) -> Attempt:
        """Give what came of it."""
