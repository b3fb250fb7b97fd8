"""What consent needs from the store: what each patron key said last, by purpose."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Consent:
    """What was said last about a purpose."""

    version: str
    given: bool
    at: datetime


class ConsentStore(Protocol):
    """Where consents are kept; raises what `refdesk.desk.ports` says."""

    async def of(self, patron: str) -> Mapping[str, Consent]:
        """Give what a patron key said last, by purpose."""

    async def on(
        self, conversations: Collection[str], purpose: str
    ) -> Mapping[str, Sequence[Consent]]:
        """Give what all keys that may follow these conversations said last about one purpose."""

    async def put(self, patron: str, said: Mapping[str, Consent]) -> Sequence[str]:
        """Keep what a patron key says now; give theirs, from which is to be learned anew.

        Theirs are those they opened and those that a return code let them into.
        """
