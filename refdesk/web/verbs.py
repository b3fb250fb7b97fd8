"""Wire frames as domain commands, with the verb that the authority function knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from refdesk.domain import commands as c
from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Verdict
from refdesk.errors import BadRequest
from refdesk.protocol import frames
from refdesk.web.words import known

Command = (
    frames.Say
    | frames.Edit
    | frames.Judge
    | frames.End
    | frames.Rate
    | frames.Claim
    | frames.Decline
    | frames.Return
    | frames.Transfer
    | frames.Hold
    | frames.Resume
    | frames.Note
    | frames.Code
)
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


def command_of(frame: Command, conversation: Conversation, by: Actor, colleague: str) -> c.Command:
    """Give the command of a frame; the sender's numbers become those of the log.

    `colleague` is the name of the librarian a transfer goes to. Raises BadRequest for a verdict
    that is not the sender's to give.
    """
    match frame:
        case frames.Edit():
            of = frame.of if by.party is Party.STAFF else conversation.full(frame.of)
            return c.Edit(of, frame.body, frame.fence)
        case frames.Judge():
            return _judge(frame, by)
        case frames.Transfer():
            return c.Transfer(frame.to, colleague, frame.note, frame.fence)
        case _:
            return _COMMANDS[type(frame)](frame)


def _judge(frame: frames.Judge, by: Actor) -> c.Judge:
    if frame.verdict not in _VERDICTS[by.party]:
        raise BadRequest(detail=f"{by.party} may not judge {frame.verdict}")
    return c.Judge(Verdict(frame.verdict), frame.entry)


_COMMANDS: Final[Mapping[type, Callable[[Any], c.Command]]] = {
    frames.Say: lambda f: c.Say(f.body, f.fence, f.entry, f.edited),
    frames.End: lambda f: c.End(f.fence),
    frames.Rate: lambda f: c.Rate(f.score, f.comment),
    frames.Claim: lambda _: c.Claim(),
    frames.Decline: lambda _: c.Decline(),
    frames.Return: lambda f: c.Return(fence=f.fence),
    frames.Hold: lambda f: c.Hold(f.fence),
    frames.Resume: lambda f: c.Resume(f.fence),
    frames.Note: lambda f: c.Note(f.body),
    frames.Code: lambda f: c.Code(f.read_level, f.question_type, f.outcome),
}
