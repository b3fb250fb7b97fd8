"""What follows from a command: `decide` gives the events, or refuses with a RefdeskError."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from refdesk.domain import commands as c
from refdesk.domain import events as e
from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation, Stage
from refdesk.errors import BadRequest, LostClaim, TooLarge

LONGEST_BODY = 4_000  # characters (G9)
QUESTION_TYPES = (
    "directional",
    "policy",
    "technical",
    "known_item",
    "ready_reference",
    "specific_search",
    "research",
    "referral",
    "account",
    "social",
)
OUTCOMES = (
    "",
    "answered",
    "partly",
    "referred",
    "followup",
    "not_found",
    "lost_patron",
    "lost_staff",
    "abuse",
    "test",
)
_CLAIMED = (Stage.ACTIVE, Stage.HELD)
_LINE = (Stage.WAITING, Stage.OFFERED)

Events = tuple[e.Event, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """What a decision may know besides the conversation.

    `offer_to` are the librarians routing would offer to now; `staffed` is false when nobody is on
    duty at the desk; `promised_at` is the time an answer is promised by in that case.
    """

    now: datetime
    staffed: bool
    promised_at: datetime
    offer_to: tuple[str, ...] = ()
    reopen_within: timedelta = timedelta(minutes=30)


def decide(conversation: Conversation, command: c.Command, by: Actor, at: Situation) -> Events:
    """Give the events that `command` causes; an empty tuple means it is already so.

    Raises BadRequest (not possible in this stage), LostClaim (stale fence) or TooLarge.
    """
    rule = _RULES[type(command)]
    return rule(conversation, command, by, at)


def _text(body: str) -> str:
    body = body.strip()
    if not body:
        raise BadRequest("empty_body")
    if len(body) > LONGEST_BODY:
        raise TooLarge("body_too_long")
    return body


def _holds(conversation: Conversation, by: Actor, fence: int) -> None:
    if by.party is Party.SYSTEM:
        return
    if conversation.stage not in _CLAIMED or conversation.holder != by.id:
        raise LostClaim("not_yours")
    if fence != conversation.fence:
        raise LostClaim("stale_fence")


def _route(at: Situation) -> Events:
    if not at.staffed:
        return (e.Asked(at.promised_at),)
    return (e.Offered(at.offer_to),) if at.offer_to else ()


def _open(conversation: Conversation, command: c.Open, _: Actor, at: Situation) -> Events:
    if conversation.head:
        raise BadRequest("already_open")
    opened = e.Opened(
        desk=command.desk,
        channel=command.channel,
        language=command.language,
        body=command.name.strip()[:80],
        page=command.page[:200],
        source=command.source[:40],
        previous=command.previous,
    )
    return (opened, e.Said(_text(command.body)), *_route(at))


def _say(conversation: Conversation, command: c.Say, by: Actor, at: Situation) -> Events:
    body = _text(command.body)
    if by.party is Party.PATRON:
        return _patron_says(conversation, body, at)
    _holds(conversation, by, command.fence)
    said: Events = (e.Said(body, command.entry),)
    if conversation.stage is Stage.HELD:
        said = (e.Resumed(), *said)
    if not command.entry:
        return said
    verdict = e.Verdict.EDITED if command.edited else e.Verdict.INSERTED
    return (*said, e.StaffJudged(command.entry, verdict))


def _patron_says(conversation: Conversation, body: str, at: Situation) -> Events:
    if conversation.stage is not Stage.ENDED:
        return (e.Said(body),)
    ended = conversation.ended_at
    if conversation.forgotten or ended is None or at.now - ended > at.reopen_within:
        raise BadRequest("conversation_ended")
    return (e.Reopened(), e.Said(body), *_route(at))


def _edit(conversation: Conversation, command: c.Edit, by: Actor, _: Situation) -> Events:
    if conversation.author(command.of) != by.sender:
        raise BadRequest("not_your_message")
    if by.party is Party.STAFF:
        _holds(conversation, by, command.fence)
    return (e.Edited(command.of, _text(command.body)),)


def _note(_: Conversation, command: c.Note, __: Actor, ___: Situation) -> Events:
    return (e.Noted(_text(command.body)),)


def _suggest(conversation: Conversation, command: c.Suggest, _: Actor, __: Situation) -> Events:
    if not command.offers or conversation.stage is Stage.ENDED:
        return ()
    return (e.Suggested(command.of, command.offers),)


def _judge(conversation: Conversation, command: c.Judge, by: Actor, _: Situation) -> Events:
    if by.party is not Party.PATRON:
        return (e.StaffJudged(command.entry, command.verdict),)
    judged = e.Judged(command.entry, command.verdict)
    unclaimed = conversation.stage in (*_LINE, Stage.ASKED)
    if command.verdict is e.Verdict.HELPED and unclaimed:
        return (judged, e.Ended(e.EndedWhy.HELPED))
    return (judged,)


def _offer(conversation: Conversation, command: c.OfferTo, _: Actor, __: Situation) -> Events:
    if conversation.stage is not Stage.WAITING or not command.staff:
        return ()
    return (e.Offered(command.staff),)


def _lapse(conversation: Conversation, _: c.LetLapse, __: Actor, ___: Situation) -> Events:
    return (e.Lapsed(),) if conversation.stage is Stage.OFFERED else ()


def _keep(conversation: Conversation, _: c.KeepAsAsked, __: Actor, at: Situation) -> Events:
    return (e.Asked(at.promised_at),) if conversation.stage in _LINE else ()


def _claim(conversation: Conversation, _: c.Claim, by: Actor, __: Situation) -> Events:
    if conversation.holder == by.id:
        return ()
    if conversation.stage in _CLAIMED:
        raise LostClaim("claimed_by_colleague")
    if conversation.stage is Stage.ENDED:
        raise BadRequest("conversation_ended")
    return (e.Claimed(by.id, by.name),)


def _decline(conversation: Conversation, _: c.Decline, by: Actor, __: Situation) -> Events:
    if conversation.stage is not Stage.OFFERED or by.id not in conversation.offered_to:
        return ()
    if by.id in conversation.declined:
        return ()
    declined = e.Declined(by.id)
    everybody = conversation.offered_to <= conversation.declined | {by.id}
    return (declined, e.Lapsed()) if everybody else (declined,)


def _transfer(conversation: Conversation, command: c.Transfer, by: Actor, _: Situation) -> Events:
    _holds(conversation, by, command.fence)
    if command.to == by.id:
        raise BadRequest("transfer_to_self")
    return (e.Noted(_text(command.note)), e.Transferred(command.to, command.name))


def _return(conversation: Conversation, command: c.Return, by: Actor, at: Situation) -> Events:
    _holds(conversation, by, command.fence)
    if conversation.stage not in _CLAIMED:
        return ()
    return (e.Returned(command.why), *_route(at))


def _hold(conversation: Conversation, command: c.Hold, by: Actor, _: Situation) -> Events:
    _holds(conversation, by, command.fence)
    return () if conversation.stage is Stage.HELD else (e.Held(),)


def _resume(conversation: Conversation, command: c.Resume, by: Actor, _: Situation) -> Events:
    _holds(conversation, by, command.fence)
    return () if conversation.stage is Stage.ACTIVE else (e.Resumed(),)


def _end(conversation: Conversation, command: c.End, by: Actor, _: Situation) -> Events:
    if conversation.stage is Stage.ENDED:
        return ()
    if by.party is Party.STAFF:
        _holds(conversation, by, command.fence)
        return (e.Ended(e.EndedWhy.LIBRARIAN),)
    why = e.EndedWhy.PATRON if by.party is Party.PATRON else e.EndedWhy.SILENCE
    return (e.Ended(why),)


def _code(conversation: Conversation, command: c.Code, _: Actor, __: Situation) -> Events:
    if not 1 <= command.read_level <= 6:
        raise BadRequest("bad_read_level")
    if command.question_type not in QUESTION_TYPES or command.outcome not in OUTCOMES:
        raise BadRequest("bad_code")
    coded = e.Coded(command.read_level, command.question_type, command.outcome)
    same = (conversation.read_level, conversation.question_type, conversation.outcome)
    return () if same == (coded.read_level, coded.question_type, coded.outcome) else (coded,)


def _rate(conversation: Conversation, command: c.Rate, _: Actor, __: Situation) -> Events:
    if conversation.stage is not Stage.ENDED:
        raise BadRequest("not_ended")
    if not 1 <= command.score <= 5:
        raise BadRequest("bad_score")
    if len(command.comment) > LONGEST_BODY:
        raise TooLarge("body_too_long")
    return (e.Rated(command.score, command.comment.strip()),)


_RULES: dict[type, Callable[[Any, Any, Any, Any], Events]] = {
    c.Open: _open,
    c.Say: _say,
    c.Edit: _edit,
    c.Note: _note,
    c.Suggest: _suggest,
    c.Judge: _judge,
    c.OfferTo: _offer,
    c.LetLapse: _lapse,
    c.KeepAsAsked: _keep,
    c.Claim: _claim,
    c.Decline: _decline,
    c.Transfer: _transfer,
    c.Return: _return,
    c.Hold: _hold,
    c.Resume: _resume,
    c.End: _end,
    c.Code: _code,
    c.Rate: _rate,
}
