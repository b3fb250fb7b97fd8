"""What a client's end tells its owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from refdesk.protocol.frames import Ack, Error, Live, ServerFrame, Took, Welcome
from refdesk.protocol.pending import Command
from refdesk.protocol.values import Event


@dataclass(frozen=True, slots=True)
class Welcomed:
    """The hello was accepted."""

    frame: Welcome


@dataclass(frozen=True, slots=True)
class Happened:
    """A new event, told exactly once, in order."""

    conversation: str
    event: Event


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """Everything of the conversation up to `frame.head` is there."""

    conversation: str
    frame: Live


@dataclass(frozen=True, slots=True)
class Dropped:
    """Drop what is shown of the conversation; it comes again when it was `rewound`."""

    conversation: str
    reason: Literal["rewound", "purged"]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A command is durable."""

    command: Command
    frame: Ack | Took


@dataclass(frozen=True, slots=True)
class Delayed:
    """A command was refused for now; the client's end itself sends it again."""

    command: Command
    frame: Error


@dataclass(frozen=True, slots=True)
class Refused:
    """A command was refused for good."""

    command: Command
    frame: Error


@dataclass(frozen=True, slots=True)
class Passed:
    """Any other frame, as it came."""

    frame: ServerFrame


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing was heard for so long that the connection counts as dead: close, come back."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The server sent what is not a frame: close with 4400."""


Told = (
    Welcomed
    | Happened
    | CaughtUp
    | Dropped
    | Acknowledged
    | Delayed
    | Refused
    | Passed
    | Silent
    | Broken
)
