"""What follows from a command: `decide` gives the events, or refuses with a RefdeskError."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from refdesk.domain import care, claims
from refdesk.domain import commands as c
from refdesk.domain import events as e
from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation, Stage
from refdesk.domain.situation import Situation
from refdesk.domain.texts import LONGEST_BODY, said, short, within
from refdesk.errors import BadRequest

__all__ = [
    "ABUSE",
    "LONGEST_BODY",
    "OUTCOMES",
    "QUESTION_TYPES",
    "READ_LEVELS",
    "SCORES",
    "Events",
    "Situation",
    "decide",
]

READ_LEVELS = range(1, 7)  # effort by the READ scale
SCORES = range(1, 6)  # a patron's rating
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
ABUSE = "abuse"  # whoever is ended so is heard later for a while
OUTCOMES = (
    "",
    "answered",
    "partly",
    "referred",
    "followup",
    "not_found",
    "lost_patron",
    "lost_staff",
    ABUSE,
    "test",
)

Events = claims.Events


def decide(conversation: Conversation, command: c.Command, by: Actor, at: Situation) -> Events:
    """Give the events that `command` causes; an empty tuple means it is already so.

    Raises BadRequest (not possible in this stage), LostClaim (stale fence) or TooLarge.
    """
    rule = _RULES[type(command)]
    return rule(conversation, command, by, at)


def _open(conversation: Conversation, command: c.Open, _: Actor, at: Situation) -> Events:
    if conversation.head:
        raise BadRequest("already_open")
    opened = e.Opened(
        desk=command.desk,
        channel=command.channel,
        language=command.language,
        body=short(command.name, 80),
        page=short(command.page, 200),
        source=short(command.source, 40),
        previous=command.previous,
    )
    way = claims.later(at) if command.kept else claims.route(at)
    return (opened, e.Said(said(command.body)), *way)


def _say(conversation: Conversation, command: c.Say, by: Actor, at: Situation) -> Events:
    body = said(command.body)
    if by.party is Party.PATRON:
        return _patron_says(conversation, body, at)
    claims.holds(conversation, by, command.fence)
    text: Events = (e.Said(body, command.entry),)
    if conversation.stage is Stage.HELD:
        text = (e.Resumed(), *text)
    if not command.entry:
        return text
    verdict = e.Verdict.EDITED if command.edited else e.Verdict.INSERTED
    return (*text, e.StaffJudged(command.entry, verdict))


def _patron_says(conversation: Conversation, body: str, at: Situation) -> Events:
    if conversation.stage is not Stage.ENDED:
        return (e.Said(body),)
    if not reopens(conversation, at):
        raise BadRequest("conversation_ended")
    return (e.Reopened(), e.Said(body), *_again(conversation, at))


def _again(conversation: Conversation, at: Situation) -> Events:
    """Send what is open again on its way: not at once where it had been ended as abuse."""
    return claims.later(at) if conversation.outcome == ABUSE else claims.route(at)


def reopens(conversation: Conversation, at: Situation) -> bool:
    """Tell whether a patron's new text still belongs to this ended conversation."""
    ended = conversation.ended_at
    if ended is None or conversation.forgotten:
        return False
    return at.now - ended <= at.patience.reopen


def _takes_text(conversation: Conversation) -> None:
    """Refuse what would write into an emptied conversation: nothing would empty it again."""
    if conversation.forgotten:
        raise BadRequest("forgotten")


def _edit(conversation: Conversation, command: c.Edit, by: Actor, _: Situation) -> Events:
    _takes_text(conversation)
    if conversation.author(command.of) != by.sender:
        raise BadRequest("not_your_message")
    if by.party is Party.STAFF:
        claims.holds(conversation, by, command.fence)
    return (e.Edited(command.of, said(command.body)),)


def _note(conversation: Conversation, command: c.Note, _: Actor, __: Situation) -> Events:
    _takes_text(conversation)
    return (e.Noted(said(command.body)),)


def _suggest(conversation: Conversation, command: c.Suggest, _: Actor, __: Situation) -> Events:
    old = command.of <= conversation.suggested_for or not conversation.public(command.of)
    wanted = conversation.stage in claims.UNCLAIMED and not conversation.unhelped
    if old or not wanted or not command.offers:
        return ()
    return (e.Suggested(command.of, command.offers),)


def _judge(conversation: Conversation, command: c.Judge, by: Actor, at: Situation) -> Events:
    _takes_text(conversation)  # the name of an entry is whatever was sent
    if by.party is Party.STAFF:
        return (e.StaffJudged(short(command.entry, 100), command.verdict),)
    if command.verdict not in (e.Verdict.HELPED, e.Verdict.UNHELPED):
        raise BadRequest("bad_verdict")
    judged = e.Judged(short(command.entry, 100), command.verdict)
    helped = command.verdict is e.Verdict.HELPED
    if helped and conversation.stage in claims.UNCLAIMED:
        return (judged, e.Ended(e.EndedWhy.HELPED))
    if conversation.ended_why is not e.EndedWhy.HELPED:
        return () if conversation.unhelped and not helped else (judged,)
    # A second press says nothing new; a change of mind within the window asks a librarian again.
    if helped or not reopens(conversation, at):
        return ()
    return (e.Reopened(), judged, *_again(conversation, at))


def _end(conversation: Conversation, command: c.End, by: Actor, at: Situation) -> Events:
    if conversation.stage is Stage.ENDED:
        return ()
    if by.party is Party.PATRON:
        return (e.Ended(e.EndedWhy.PATRON),)
    claims.holds(conversation, by, command.fence)
    if by.party is Party.STAFF:
        return (e.Ended(e.EndedWhy.LIBRARIAN),)
    return (e.Ended(e.EndedWhy.SILENCE),) if silent(conversation, at) else ()


def silent(conversation: Conversation, at: Situation) -> bool:
    """Tell whether a claimed conversation ends by silence: answered, then no word for long."""
    if conversation.stage not in claims.CLAIMED or conversation.last_said_at is None:
        return False
    answered = conversation.last_said_by is Party.STAFF
    return answered and at.now - conversation.last_said_at >= at.patience.silence


def _code(conversation: Conversation, command: c.Code, _: Actor, __: Situation) -> Events:
    if command.read_level not in READ_LEVELS:
        raise BadRequest("bad_read_level")
    if command.question_type not in QUESTION_TYPES or command.outcome not in OUTCOMES:
        raise BadRequest("bad_code")
    coded = e.Coded(command.read_level, command.question_type, command.outcome)
    same = (conversation.read_level, conversation.question_type, conversation.outcome)
    return () if same == (coded.read_level, coded.question_type, coded.outcome) else (coded,)


def _rate(conversation: Conversation, command: c.Rate, _: Actor, __: Situation) -> Events:
    _takes_text(conversation)
    if conversation.stage is not Stage.ENDED:
        raise BadRequest("not_ended")
    if command.score not in SCORES:
        raise BadRequest("bad_score")
    rated = e.Rated(command.score, within(command.comment))
    return () if conversation.rating == rated.score and not rated.body else (rated,)


def _forget(conversation: Conversation, command: c.Forget, by: Actor, _: Situation) -> Events:
    if conversation.forgotten:
        return ()
    if by.party is Party.SYSTEM and not command.asked and conversation.restricted_at is not None:
        raise BadRequest("restricted")  # since the time of keeping ran out: it waits for release
    if conversation.stage is Stage.ENDED:
        return (e.Forgotten(),)
    if by.party is Party.SYSTEM and not command.asked:
        raise BadRequest("not_ended")
    return (e.Ended(e.EndedWhy.PATRON), e.Forgotten())


_RULES: Mapping[type, Callable[[Any, Any, Any, Any], Events]] = MappingProxyType(
    {
        c.Open: _open,
        c.Say: _say,
        c.Edit: _edit,
        c.Note: _note,
        c.Suggest: _suggest,
        c.Judge: _judge,
        c.OfferTo: claims.offer,
        c.LetLapse: claims.lapse,
        c.KeepAsAsked: claims.keep,
        c.Claim: claims.claim,
        c.Decline: claims.decline,
        c.Transfer: claims.transfer,
        c.Return: claims.give_back,
        c.Hold: claims.hold,
        c.Resume: claims.resume,
        c.End: _end,
        c.Code: _code,
        c.Rate: _rate,
        c.Forget: _forget,
        c.Correct: care.correct,
        c.Restrict: care.restrict,
        c.Alarm: care.alarm,
    }
)
