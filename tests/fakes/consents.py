"""What patrons agree to, in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from refdesk.domain.redaction import Original
from refdesk.privacy.consent_ports import Consent
from refdesk.privacy.consents import Mode, Purpose

NOTICED = {Purpose.EVALUATION: Mode.NOTICE, Purpose.LEARNING: Mode.NOTICE}


class MemoryConsents:
    """A `refdesk.privacy.consent_ports.ConsentStore` that forgets at the end."""

    def __init__(self) -> None:
        self.said: dict[str, Mapping[str, Consent]] = {}

    async def of(self, patron: str) -> Mapping[str, Consent]:
        """Give what a patron key said last, by purpose."""
        return self.said.get(patron, {})

    async def of_all(self, patrons: Collection[str], purpose: str) -> Mapping[str, Consent]:
        """Give what these patron keys said last about one purpose."""
        found = {one: self.said.get(one, {}).get(purpose) for one in patrons}
        return {one: said for one, said in found.items() if said is not None}

    async def put(self, patron: str, said: Mapping[str, Consent]) -> None:
        """Keep what a patron key says now."""
        self.said[patron] = said


async def not_noted(action: str, detail: str) -> None:
    """Write no audit."""
    del action, detail


async def no_originals(conversation: str) -> list[tuple[int, Original]]:
    """Give nothing sealed."""
    del conversation
    return []
