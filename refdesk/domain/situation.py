"""What a decision may know besides the conversation: the time, the desk, its patience."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from refdesk.domain.patience import Patience


class Situation(NamedTuple):
    """The desk at the moment of a decision; times are aware UTC datetimes.

    `offer_to` are the librarians routing would offer to now; `staffed` is false when nobody is on
    duty at the desk; `promised_at` is the time an answer is promised by in that case.
    """

    now: datetime
    staffed: bool
    promised_at: datetime
    offer_to: tuple[str, ...] = ()
    patience: Patience = Patience()
