"""What privacy needs from outside: the sealed originals, the clock of ends."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, Protocol

from refdesk.domain.redaction import Sealed

# Keys of what is told where bytes of what was deleted may be left: until the next scrub that comes
# through, or until a large file of an early release was written anew (`refdesk upgrade`).
PUT_OFF: Final = "scrub_put_off"
NEEDS_UPGRADE: Final = "scrub_needs_upgrade"


class Vault(Protocol):
    """The sealed originals, written by the log in the commit of their event.

    All methods raise `Unavailable` when the store cannot be reached.
    """

    async def of(self, conversation: str, seq: int) -> list[Sealed]:
        """Give the originals of one event in the order of their tokens."""

    async def expire(self, ended_before: datetime, limit: int) -> int:
        """Delete originals of conversations that ended before; give how many were deleted."""

    async def sealed_otherwise(self, key: bytes, limit: int) -> Sequence[tuple[str, Sealed]]:
        """Give originals, with their conversation, whose box does not begin with `key`."""

    async def replace(self, boxes: Sequence[tuple[str, Sealed]]) -> None:
        """Put other boxes in the place of those with the same conversation, seq and n."""


class Expiring(Protocol):
    """What can be over its time."""

    async def ended(
        self, before: datetime, limit: int, desks: Collection[str] | None = None
    ) -> list[str]:
        """Give conversations that ended before and still have their bodies, the oldest first.

        None is restricted; all are of these desks where some are named.
        """

    async def count_ended(self, before: datetime, desks: Collection[str] | None = None) -> int:
        """Count them."""

    async def count_audit(self, before: datetime) -> int:
        """Count audit rows from before."""

    async def drop_audit(self, before: datetime) -> int:
        """Delete audit rows from before, in batches; give how many."""

    async def count_commands(self, before: datetime) -> int:
        """Count stored acknowledgements from before of conversations without bodies."""

    async def drop_commands(self, before: datetime) -> int:
        """Delete them, in batches; give how many."""

    async def count_requests(self, before: datetime) -> int:
        """Count requests about personal data that were done before."""

    async def drop_requests(self, before: datetime) -> int:
        """Delete them, in batches; give how many."""

    async def count_contacts(self, before: datetime) -> int:
        """Count rows of channels about emptied conversations that ended before: chats, persons.

        A chat counts once all conversations of its patron are so.
        """

    async def drop_contacts(self, before: datetime) -> int:
        """Delete them, in batches; give how many."""

    async def calm(self) -> None:
        """Return as soon as no message waits for its commit, after a second at the latest."""

    async def scrub(self) -> None:
        """Leave no byte of what was deleted in the files of the database.

        Raises Unavailable (`PUT_OFF`, `NEEDS_UPGRADE`) or StorageFull where bytes may be left.
        """


class SecretBoxes(Protocol):
    """Sealed secrets of the service by place, such as `second-factor/<staff>`."""

    async def box(self, place: str) -> bytes | None:
        """Give the box of a place."""

    async def put(self, boxes: dict[str, bytes]) -> None:
        """Put boxes in their places, instead of what is there."""

    async def drop(self, place: str) -> None:
        """Delete the box of a place."""

    async def sealed_otherwise(self, key: bytes, limit: int) -> dict[str, bytes]:
        """Give boxes by place that do not begin with `key`."""
