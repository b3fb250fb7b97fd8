"""Errands of privacy: requests carried out by one command, each with its receipt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from refdesk.domain.actors import Actor, Party, StaffRole
from refdesk.errors import BadRequest
from refdesk.operations.care_values import Care
from refdesk.privacy.answering import Correction
from refdesk.privacy.breach_ports import Suspected
from refdesk.privacy.request_ports import Kind, Request

EXPOSED: Final = 2_000  # conversations of one answer
PIECE: Final = 200_000  # characters of an answer
COMMAND_LINE: Final = Actor(
    Party.STAFF, "command-line", "command-line", roles=frozenset({StaffRole.ADMIN})
)
Answer = dict[str, Any]


async def carry_out_request(care: Care, wanted: Mapping[str, Any]) -> Answer:
    """Register a request and carry it out; when it is told, no byte of what went is left.

    Where bytes may be, `put_off` is the key of what to say about it.
    """
    answering, correction = care.answering, None
    if wanted.get("seq"):
        correction = Correction(wanted["seq"], wanted["body"])
    received = wanted.get("asked_at")
    asked = await answering.register(
        COMMAND_LINE,
        Kind(wanted["kind"]),
        wanted["target"] or _nobody(),
        wanted["reason"],
        _moment(received, care.own_data.zone) if received else None,
    )
    whose = await answering.about(asked)
    try:
        done = await answering.carry_out(COMMAND_LINE, asked.id, correction)
    except BadRequest as refusal:
        await answering.close(COMMAND_LINE, asked.id, refusal.key)
        raise
    put_off = ""
    if done.kind is not Kind.ACCESS:
        put_off = await care.leave_nothing(whose.conversations)
    return told(done, care.own_data.zone) | {"put_off": put_off}


async def give_data(care: Care, wanted: Mapping[str, Any]) -> Answer:
    """Give a piece of the data that a request of access is about: `{"text", "next"}`."""
    found = {one.id: one for one in await care.answering.listed(COMMAND_LINE, 10_000)}
    request = found.get(wanted["request"])
    if request is None:
        raise BadRequest("request_of_nobody")
    whose = await care.answering.about(request)
    text = await care.own_data.of_conversations(whose.conversations, wanted["lang"])
    end = wanted["at"] + PIECE
    return {"text": text[wanted["at"] : end], "next": end if end < len(text) else 0}


async def list_requests(care: Care, _: Mapping[str, Any]) -> Answer:
    """Give the requests, those that wait first."""
    zone = care.own_data.zone
    return {"requests": [told(one, zone) for one in await care.answering.listed(COMMAND_LINE)]}


async def list_exposed(care: Care, wanted: Mapping[str, Any]) -> Answer:
    """Give a page of what a breach may have laid open, and where the next begins.

    The token may be as the audit has it, `token:t12…`; one that it does not name is refused.
    """
    zone = care.own_data.zone
    span = [_moment(wanted[name], zone) for name in ("since", "until")]
    staff = await care.staff_id(wanted["staff"]) if wanted.get("staff") else ""
    token, asking = wanted.get("token", "").strip().removeprefix("token:"), wanted.get("patron", "")
    if token and not await care.exposure.is_named(token):
        raise BadRequest("token_of_nobody")
    what = Suspected(
        span[0],
        span[1],
        wanted.get("desk", ""),
        staff,
        token,
        (await care.answering.whose(COMMAND_LINE, asking)).subject if asking else "",
    )
    found = await care.exposure.page(what, wanted["after"], EXPOSED)
    told_ = [
        {
            "patron": one.patron,
            "contact": one.contact,
            "conversation": one.conversation,
            "desk": one.desk,
            "channel": one.channel,
            "opened": one.opened_at.astimezone(zone).isoformat(),
            "fields": list(one.fields),
            "gone": one.gone,
        }
        for one in found
    ]
    return {"exposed": told_, "next": found[-1].conversation if len(found) == EXPOSED else ""}


async def set_own_desks(care: Care, wanted: Mapping[str, Any]) -> Answer:
    """Set which desks are an account's own."""
    desks = frozenset(wanted["desks"])
    await care.own_desks.put(await care.staff_id(wanted["login"]), desks)
    return {"desks": sorted(desks)}


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadRequest("bad_date") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def told(request: Request, zone: ZoneInfo) -> Answer:
    """Give a request as JSON has it; times in ISO 8601 by the library's clock, "" for not yet."""

    def minute(moment: datetime) -> str:
        return moment.astimezone(zone).isoformat(timespec="minutes")

    return {
        "receipt": request.id,
        "kind": request.kind.value,
        "subject": request.subject,
        "conversation": request.conversation,
        "reason": request.reason,
        "asked_by": request.asked_by,
        "asked_at": minute(request.asked_at),
        "due_at": minute(request.due_at),
        "done_at": minute(request.done_at) if request.done_at else "",
        "outcome": request.outcome,
        "conversations": request.conversations,
    }


def _nobody() -> str:
    raise BadRequest("request_of_nobody")


PrivacyErrand = Callable[[Care, Mapping[str, Any]], Awaitable[Answer]]
PRIVACY_ERRANDS: Final[Mapping[str, PrivacyErrand]] = {
    "privacy_request": carry_out_request,
    "privacy_data": give_data,
    "privacy_requests": list_requests,
    "privacy_breach": list_exposed,
    "staff_desks": set_own_desks,
}
