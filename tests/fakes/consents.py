"""What patrons agree to, what is kept of them: in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from refdesk.desk.ports import Lists, Log
from refdesk.domain.redaction import Original
from refdesk.privacy.consent_ports import Consent
from refdesk.privacy.consents import Consents, Mode, Purpose
from refdesk.web.own_data import OwnData

NOTICED = {Purpose.EVALUATION: Mode.NOTICE, Purpose.LEARNING: Mode.NOTICE}


class MemoryConsents:
    """A `refdesk.privacy.consent_ports.ConsentStore` that forgets at the end."""

    def __init__(self) -> None:
        self.said: dict[str, Mapping[str, Consent]] = {}
        self.keys: dict[str, Sequence[str]] = {}  # that may follow a conversation

    async def of(self, patron: str) -> Mapping[str, Consent]:
        """Give what a patron key said last, by purpose."""
        return self.said.get(patron, {})

    async def on(
        self, conversations: Collection[str], purpose: str
    ) -> Mapping[str, Sequence[Consent]]:
        """Give what all keys that may follow these conversations said last about one purpose."""
        said = {one: [self.said.get(key, {}) for key in self.keys[one]] for one in conversations}
        return {
            one: [each[purpose] for each in all_of if purpose in each]
            for one, all_of in said.items()
        }

    async def put(self, patron: str, said: Mapping[str, Consent]) -> list[str]:
        """Keep what a patron key says now."""
        self.said[patron] = said
        return []


async def not_noted(action: str, detail: str) -> None:
    """Write no audit."""
    del action, detail


async def not_relearned(conversations: Sequence[str]) -> None:
    """Learn nothing anew."""
    del conversations


def agreed(clock: Callable[[], datetime]) -> Consents:
    """Give consents that are kept in memory, each purpose told in the notice."""
    return Consents(MemoryConsents(), "1", NOTICED, not_noted, clock, not_relearned)


async def no_originals(conversation: str) -> list[tuple[int, Original]]:
    """Give nothing sealed."""
    del conversation
    return []


def own_data_of(lists: Lists, log: Log, clock: Callable[[], datetime]) -> OwnData:
    """Give what writes down all that is kept of a patron, without anything sealed."""
    zone = ZoneInfo("Asia/Jakarta")
    return OwnData("Perpustakaan", zone, lists, log, no_originals, clock)
