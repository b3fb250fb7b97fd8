"""How long the desk waits for people: the default of each span, settable per installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Patience:
    """The desk's time limits."""

    lapse: timedelta = timedelta(seconds=45)  # an offer nobody took ends
    rest: timedelta = timedelta(seconds=45)  # after a lapse, who declined is left in peace
    reopen: timedelta = timedelta(minutes=30)  # after the end, a new text re-opens
    silence: timedelta = timedelta(hours=24)  # an answered conversation without a word ends
    grace: timedelta = timedelta(seconds=30)  # a librarian's page may reload
    vanish: timedelta = timedelta(seconds=90)  # without a byte, claims go back into the line
    absence: timedelta = timedelta(minutes=15)  # without a byte, duty itself ends
    forgotten: timedelta = timedelta(hours=3)  # connected without one act, duty ends too
