"""What a breach may have laid open, conversation by conversation: fields, contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Suspected:
    """What somebody may have seen: what was kept from `since` to `until` (exclusive).

    Of one desk only, or of what one account of staff saw only, or one API token (by its id, which
    is in the audit), or of one patron key, where these are given.
    """

    since: datetime
    until: datetime
    desk: str = ""
    staff: str = ""
    token: str = ""
    patron: str = ""


@dataclass(frozen=True, slots=True)
class Exposed:
    """A conversation: `contact` is how its patron is reached, "" where nobody can know.

    `fields` are words such as `messages`, `name`, `comment`, or kinds of sealed data: `sealed nik`.
    `gone` says that its texts have been emptied since.
    """

    conversation: str
    patron: str
    desk: str
    channel: str
    contact: str
    opened_at: datetime
    fields: tuple[str, ...]
    gone: bool


class Exposure(Protocol):
    """Finds it; raises what `refdesk.desk.ports` says."""

    async def page(self, what: Suspected, after: str, limit: int) -> Sequence[Exposed]:
        """Give the next conversations by id after `after`."""

    async def is_named(self, token: str) -> bool:
        """Tell whether the audit names this API token, be it that somebody made or ended it."""
