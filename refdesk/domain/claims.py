"""Who has the conversation: the rules of offering, claiming, transferring, returning."""

from __future__ import annotations

from refdesk.domain import commands as c
from refdesk.domain import events as e
from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation, Stage
from refdesk.domain.situation import Situation
from refdesk.domain.texts import said
from refdesk.errors import BadRequest, LostClaim

CLAIMED = frozenset({Stage.ACTIVE, Stage.HELD})
IN_LINE = frozenset({Stage.WAITING, Stage.OFFERED})
UNCLAIMED = IN_LINE | {Stage.ASKED}

Events = tuple[e.Event, ...]


def holds(conversation: Conversation, by: Actor, fence: int) -> None:
    """Check the claim (G11): raises LostClaim when it is another's or the fence is stale.

    The system needs no claim, but a fence it names must be the current one: what it saw a moment
    ago may have changed hands since.
    """
    if conversation.stage is Stage.ENDED:
        raise BadRequest("conversation_ended")
    if by.party is Party.SYSTEM:
        if fence not in (0, conversation.fence):
            raise LostClaim("stale_fence")
        return
    if conversation.holder != by.id:
        raise LostClaim("not_yours")
    if fence != conversation.fence:
        raise LostClaim("stale_fence")


def route(at: Situation) -> Events:
    """Send a question that begins to wait on its way: offered, kept as asked, or in line."""
    if not at.staffed:
        return (e.Asked(at.promised_at),)
    return (e.Offered(at.offer_to),) if at.offer_to else ()


def later(at: Situation) -> Events:
    """Keep a question for later, whoever is on duty."""
    return (e.Asked(at.promised_at),)


def offer(conversation: Conversation, command: c.OfferTo, _: Actor, __: Situation) -> Events:
    """Offer a waiting conversation, or an offered one to more librarians."""
    if conversation.stage not in IN_LINE:
        return ()
    new = set(command.staff) - conversation.offered_to
    if not new:
        return ()
    still = conversation.offered_to - conversation.declined
    return (e.Offered(tuple(sorted(still | new))),)


def lapse(conversation: Conversation, _: c.LetLapse, __: Actor, at: Situation) -> Events:
    """End an offer that has waited long enough."""
    offered = conversation.offered_at
    if offered is None or at.now - offered < at.patience.lapse:
        return ()
    return (e.Lapsed(),)


def keep(conversation: Conversation, _: c.KeepAsAsked, __: Actor, at: Situation) -> Events:
    """Keep a question in line for later when nobody is on duty."""
    unstaffed = conversation.stage in IN_LINE and not at.staffed
    return (e.Asked(at.promised_at),) if unstaffed else ()


def claim(conversation: Conversation, _: c.Claim, by: Actor, __: Situation) -> Events:
    """Take an unclaimed conversation: the first wins, the others get LostClaim."""
    if conversation.holder == by.id:
        return ()
    if conversation.stage in CLAIMED:
        raise LostClaim("claimed_by_colleague")
    if conversation.stage is Stage.ENDED:
        raise BadRequest("conversation_ended")
    return (e.Claimed(by.id, by.name),)


def decline(conversation: Conversation, _: c.Decline, by: Actor, __: Situation) -> Events:
    """Pass on an offer; when all have passed the offer ends."""
    if by.id not in conversation.offered_to - conversation.declined:
        return ()
    declined = e.Declined(by.id)
    everybody = conversation.offered_to <= conversation.declined | {by.id}
    return (declined, e.Lapsed()) if everybody else (declined,)


def transfer(conversation: Conversation, command: c.Transfer, by: Actor, _: Situation) -> Events:
    """Hand the conversation to a colleague; the note comes first, so that they read it first."""
    holds(conversation, by, command.fence)
    if command.to == conversation.holder:
        raise BadRequest("transfer_to_self")
    return (e.Noted(said(command.note)), e.Transferred(command.to, command.name))


def give_back(conversation: Conversation, command: c.Return, by: Actor, at: Situation) -> Events:
    """Put a claimed conversation back into the line and at once on its way again."""
    holds(conversation, by, command.fence)
    if conversation.stage not in CLAIMED:
        return ()
    return (e.Returned(command.why), *route(at))


def hold(conversation: Conversation, command: c.Hold, by: Actor, _: Situation) -> Events:
    """Tell the patron that the search takes a while."""
    holds(conversation, by, command.fence)
    return (e.Held(),) if conversation.stage is Stage.ACTIVE else ()


def resume(conversation: Conversation, command: c.Resume, by: Actor, _: Situation) -> Events:
    """Go on after holding."""
    holds(conversation, by, command.fence)
    return (e.Resumed(),) if conversation.stage is Stage.HELD else ()
