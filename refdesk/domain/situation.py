"""What a decision may know besides the conversation: the time, the desk, its patience."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from refdesk.domain.patience import Patience


@dataclass(frozen=True, slots=True)
class Situation:
    """The desk at the moment of a decision; times are aware UTC datetimes.

    `offer_to` are the librarians routing would offer to now; `staffed` is false when nobody is on
    duty at the desk; `promised_at` is the time an answer is promised by in that case.
    """

    now: datetime
    staffed: bool
    promised_at: datetime
    offer_to: tuple[str, ...] = ()
    patience: Patience = field(default_factory=Patience)
