"""Commands that are not acknowledged yet, in the order they were given (G4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from refdesk.protocol.codes import UNACKNOWLEDGED_LIMIT
from refdesk.protocol.frames import (
    Claim,
    Code,
    Decline,
    Edit,
    End,
    Hold,
    Intake,
    Judge,
    Note,
    Open,
    Rate,
    Resume,
    Return,
    Say,
    Transfer,
)

Command = (
    Open
    | Say
    | Edit
    | Judge
    | End
    | Rate
    | Claim
    | Decline
    | Return
    | Transfer
    | Hold
    | Resume
    | Note
    | Code
    | Intake
)
_UNOPENED: Final = "@"  # stands before the cid of an open whose conversation has no id yet


def conversation_of(open_cid: str) -> str:
    """Name the conversation that the unacknowledged `open` with this cid will begin."""
    return _UNOPENED + open_cid


def _conversation(command: Command) -> str:
    return "" if isinstance(command, Open | Intake) else command.conversation


class Pending:
    """The unacknowledged commands; at most `UNACKNOWLEDGED_LIMIT` of them are in flight."""

    def __init__(self, kept: Iterable[Command] = ()) -> None:
        self._commands = list(kept)
        self._sent = 0  # the first so many are in flight on this connection
        self._send_after = 0.0

    def all(self) -> list[Command]:
        """Give all commands, for keeping."""
        return list(self._commands)

    def add(self, command: Command) -> None:
        """Put a command behind the others."""
        self._commands.append(command)

    def find(self, cid: str) -> Command | None:
        """Give a command, None when it is not pending (any more)."""
        return next((command for command in self._commands if command.cid == cid), None)

    def restart(self) -> None:
        """Begin a new connection: nothing is in flight on it."""
        self._sent = 0
        self._send_after = 0.0

    def hold_until(self, time: float) -> None:
        """Send nothing before `time`, then all again from the first."""
        self._sent = 0
        self._send_after = max(self._send_after, time)

    def due(self, now: float) -> list[Command]:
        """Take what may leave now; what waits for its conversation's id stops those behind it."""
        found: list[Command] = []
        if now < self._send_after:
            return found
        for command in self._commands[self._sent : UNACKNOWLEDGED_LIMIT]:
            if _conversation(command).startswith(_UNOPENED):
                break
            found.append(command)
        self._sent += len(found)
        return found

    def settle(self, command: Command) -> None:
        """Remove an answered command."""
        place = self._commands.index(command)
        if place < self._sent:
            self._sent -= 1
        del self._commands[place]

    def opened(self, open_cid: str, conversation: str) -> None:
        """Give the commands that waited for the conversation of `open` its id."""
        waiting = conversation_of(open_cid)
        self._commands = [
            msgspec.structs.replace(command, conversation=conversation)
            if _conversation(command) == waiting
            else command
            for command in self._commands
        ]

    def orphans(self, open_cid: str) -> list[Command]:
        """Give the commands that can never be sent, since their `open` was refused."""
        waiting = conversation_of(open_cid)
        return [command for command in self._commands if _conversation(command) == waiting]
