"""What somebody may want of a conversation: commands, in the imperative.

A command is decided by `refdesk.domain.decisions.decide`; who may give it is settled before, by the
one authority function.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, get_args

from refdesk.domain.events import Offer, ReturnedWhy, Verdict


@dataclass(frozen=True, slots=True)
class Open:
    """Begin a conversation with its first text; `kept`: for later, whoever is on duty."""

    body: str
    channel: str
    language: str
    desk: str = "main"
    name: str = ""
    page: str = ""
    source: str = ""
    previous: str = ""
    kept: bool = False


class Say(NamedTuple):
    """Write a text; a librarian proves the claim by its `fence`."""

    body: str
    fence: int = 0
    entry: str = ""
    edited: bool = False  # the inserted entry was changed before sending


@dataclass(frozen=True, slots=True)
class Edit:
    """Correct one's own message `of`."""

    of: int
    body: str
    fence: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """Leave a remark for staff only."""

    body: str


@dataclass(frozen=True, slots=True)
class Suggest:
    """Record what the knowledge base offers for the message `of` (system only)."""

    of: int
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """Say what a suggestion was worth."""

    verdict: Verdict
    entry: str = ""


@dataclass(frozen=True, slots=True)
class OfferTo:
    """Offer the waiting conversation to these librarians (system only)."""

    staff: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetLapse:
    """End an offer nobody took (system only)."""


@dataclass(frozen=True, slots=True)
class KeepAsAsked:
    """Keep a waiting conversation for later: nobody is on duty any more (system only)."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Take the conversation."""


@dataclass(frozen=True, slots=True)
class Decline:
    """Pass on the offer."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand the claimed conversation to a colleague, with a hand-over note."""

    to: str
    name: str
    note: str
    fence: int = 0


@dataclass(frozen=True, slots=True)
class Return:
    """Put the claimed conversation back into the line."""

    why: ReturnedWhy = ReturnedWhy.LIBRARIAN
    fence: int = 0


@dataclass(frozen=True, slots=True)
class Hold:
    """Tell the patron that the search takes a while."""

    fence: int = 0


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on after holding."""

    fence: int = 0


@dataclass(frozen=True, slots=True)
class End:
    """End the conversation."""

    fence: int = 0


@dataclass(frozen=True, slots=True)
class Code:
    """Code the conversation for the statistics."""

    read_level: int
    question_type: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """Rate an ended conversation, 1-5."""

    score: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Forget:
    """Empty all bodies for ever: the patron wants it, or the time of keeping is over.

    `asked` says that somebody carries out the patron's wish: an open conversation ends by it.
    """

    asked: bool = False


@dataclass(frozen=True, slots=True)
class Correct:
    """Put a right text in the place of a patron's message `of`, whose versions are emptied.

    `of` 1 is the name they gave.
    """

    of: int
    body: str


@dataclass(frozen=True, slots=True)
class Restrict:
    """Let the conversation only be kept, or (`on` false) be processed again."""

    on: bool


@dataclass(frozen=True, slots=True)
class Alarm:
    """Give a patron in danger the crisis text, and mark that it was given."""

    body: str
    contact: str = ""
    fence: int = 0


Command = (
    Open
    | Say
    | Edit
    | Note
    | Suggest
    | Judge
    | OfferTo
    | LetLapse
    | KeepAsAsked
    | Claim
    | Decline
    | Transfer
    | Return
    | Hold
    | Resume
    | End
    | Code
    | Rate
    | Forget
    | Correct
    | Restrict
    | Alarm
)


_VERBS: Final[Mapping[type, str]] = {
    kind: re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower() for kind in get_args(Command)
}


def verb(command: Command) -> str:
    """Name what a command wants, for the one authority function: `say`, `offer_to` and so on."""
    return _VERBS[type(command)]
