"""Wire frames as domain commands, with the verb that the authority function knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeGuard

from refdesk.domain import commands as c
from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Verdict
from refdesk.errors import BadRequest
from refdesk.protocol import frames
from refdesk.protocol.shapes import In
from refdesk.web.words import known

Plain = (
    frames.Say
    | frames.Judge
    | frames.End
    | frames.Rate
    | frames.Claim
    | frames.Decline
    | frames.Return
    | frames.Hold
    | frames.Resume
    | frames.Note
    | frames.Code
)
Command = Plain | frames.Edit | frames.Transfer
_VERDICTS: Final = {
    Party.PATRON: {"helped", "unhelped"},
    Party.STAFF: {"rejected"},
    Party.SYSTEM: set[str](),
}


def opening(frame: frames.Open, channel: str) -> c.Open:
    """Give the command that begins a conversation."""
    return c.Open(
        body=frame.body,
        channel=channel,
        language=known(frame.lang),
        name=frame.name,
        page=frame.page,
        source=frame.source,
        previous=frame.previous,
    )


def plain(frame: In) -> TypeGuard[Plain]:
    """Tell whether a frame is a command that `plain_command` knows."""
    return type(frame) in _COMMANDS


def plain_command(frame: Plain, by: Actor) -> c.Command:
    """Give the command of a frame that says all there is to know.

    Raises BadRequest for a verdict that is not the sender's to give.
    """
    return _COMMANDS[type(frame)](frame, by)


def edit(frame: frames.Edit, conversation: Conversation, by: Actor) -> c.Edit:
    """Give the command of an edit; the sender's number becomes that of the log."""
    of = frame.of if by.party is Party.STAFF else conversation.full(frame.of)
    return c.Edit(of, frame.body, frame.fence)


def transfer(frame: frames.Transfer, colleague: str) -> c.Transfer:
    """Give the command of a transfer to the librarian of this name."""
    return c.Transfer(frame.to, colleague, frame.note, frame.fence)


def _judge(frame: frames.Judge, by: Actor) -> c.Judge:
    if frame.verdict not in _VERDICTS[by.party]:
        raise BadRequest(detail=f"{by.party} may not judge {frame.verdict}")
    return c.Judge(Verdict(frame.verdict), frame.entry)


_COMMANDS: Final[Mapping[type, Callable[[Any, Actor], c.Command]]] = {
    frames.Say: lambda f, _: c.Say(f.body, f.fence, f.entry, f.edited),
    frames.Judge: _judge,
    frames.End: lambda f, _: c.End(f.fence),
    frames.Rate: lambda f, _: c.Rate(f.score, f.comment),
    frames.Claim: lambda _, __: c.Claim(),
    frames.Decline: lambda _, __: c.Decline(),
    frames.Return: lambda f, _: c.Return(fence=f.fence),
    frames.Hold: lambda f, _: c.Hold(f.fence),
    frames.Resume: lambda f, _: c.Resume(f.fence),
    frames.Note: lambda f, _: c.Note(f.body),
    frames.Code: lambda f, _: c.Code(f.read_level, f.question_type, f.outcome),
}
