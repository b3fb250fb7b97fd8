"""Redaction at write: what patrons say is cleaned after it was decided, before it is appended.

The fingerprint of a command is taken of what was sent, so that cleaning never changes what counts
as the same command (G1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from refdesk.domain.actors import Party
from refdesk.domain.events import Edited, Opened, Rated, Recorded, Said
from refdesk.domain.personal_data import worth_a_look
from refdesk.domain.personal_numbers import PhoneCheck
from refdesk.domain.redaction import Policy, Sealed, redact
from refdesk.privacy.sealing import Sealer

PolicyOf = Callable[[str], Policy]  # of a desk
_WRITTEN = (Said, Edited, Opened, Rated)


class Cleansing:
    """Puts tokens in the place of personal data and seals the originals."""

    def __init__(self, policy_of: PolicyOf, phones: PhoneCheck, sealer: Sealer) -> None:
        self._policy_of = policy_of
        self._phones = phones
        self._sealer = sealer

    def __call__(
        self, desk: str, conversation: str, recorded: tuple[Recorded, ...]
    ) -> tuple[tuple[Recorded, ...], tuple[Sealed, ...]]:
        """Clean what a patron wrote: texts, edits, names, comments; give it with its originals.

        What the system writes is a patron's text put right on request.
        """
        if not any(map(_suspect, recorded)):
            return recorded, ()
        sealed: list[Sealed] = []
        cleaned = tuple(self._clean(desk, conversation, one, sealed) for one in recorded)
        return cleaned, tuple(sealed)

    def _clean(self, desk: str, conversation: str, one: Recorded, sealed: list[Sealed]) -> Recorded:
        event = one.event
        if not _suspect(one) or not isinstance(event, _WRITTEN):
            return one
        found = redact(event.body, self._policy_of(desk), self._phones)
        if found.body is event.body:
            return one
        sealed += (self._sealer.seal(conversation, one.seq, value) for value in found.originals)
        return one._replace(event=replace(event, body=found.body))


def _suspect(one: Recorded) -> bool:
    """Tell whether a text has to be read for personal data; most have no digit."""
    if one.by.party is Party.STAFF:
        return False
    return isinstance(one.event, _WRITTEN) and worth_a_look(one.event.body)
