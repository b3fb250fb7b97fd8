"""Webhooks, for administrators: whom to tell of what, what became of it, telling it again."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec
from aiohttp import web

from refdesk.desk.announcing_ports import Announcement, Attempt, Webhook
from refdesk.domain.announcements import Announced
from refdesk.domain.records import millis
from refdesk.errors import BadRequest
from refdesk.people.authority import authorise
from refdesk.web.access import ME
from refdesk.web.answers import json_answer
from refdesk.web.bodies import Body, read_json
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS
from refdesk.web.sentences import SENTENCES
from refdesk.web.words import phrase, say

# What failed, as `refdesk.operations.posting` and the safe name it.
_FAILED: Mapping[str, str] = MappingProxyType(
    {
        "timeout": phrase("Tidak dijawab pada waktunya."),
        "ClientConnectorDNSError": phrase("Nama hostnya tidak ditemukan."),
        "ClientConnectorCertificateError": phrase("Sertifikatnya tidak sah."),
        "ClientConnectorSSLError": phrase("Sambungan aman (TLS) gagal dibuat."),
        "no_secret": phrase(
            "Kunci tanda tangannya hilang. Hapus webhook ini, lalu buat yang baru."
        ),
        "sealing_key": phrase(
            "Kunci tanda tangannya tidak dapat dibuka: kunci penyegel tidak ada di server."
        ),
    }
)
_ELSE = phrase("Tidak dapat tersambung.")


class ListedWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook; `since` in milliseconds."""

    id: str
    address: str
    kinds: list[str]
    paused: bool
    since: int


class WebhookList(msgspec.Struct, frozen=True, kw_only=True):
    """All webhooks, and the kinds of events there are."""

    webhooks: list[ListedWebhook]
    kinds: list[str]


class NewWebhook(Body, frozen=True, kw_only=True):
    """Whom to tell of what."""

    address: str
    kinds: list[str]


class MadeWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook with its secret (Standard Webhooks), told this once."""

    id: str
    secret: str


class WebhookChange(Body, frozen=True, kw_only=True):
    """How a webhook is to be; while `paused`, what is to be told waits."""

    address: str
    kinds: list[str]
    paused: bool


class ListedAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """One try: when, the HTTP status or 0, milliseconds it took, what failed in words."""

    at: int
    status: int
    took: int
    said: str


class ListedAnnouncement(msgspec.Struct, frozen=True, kw_only=True):
    """Something told or to be told; `next` is when it is tried again, 0 for never."""

    id: str
    kind: str
    conversation: str
    at: int
    state: str
    next: int
    attempts: list[ListedAttempt]


class AnnouncementList(msgspec.Struct, frozen=True, kw_only=True):
    """The newest announcements of a webhook."""

    announcements: list[ListedAnnouncement]


async def index(request: web.Request) -> web.Response:
    """GET /api/webhooks: all webhooks."""
    authorise(request[ME].actor, "manage_webhooks")
    found = await request.app[PARTS].webhooks.all()
    return json_answer(WebhookList(webhooks=list(map(_listed, found)), kinds=list(Announced)))


async def create(request: web.Request) -> web.Response:
    """POST /api/webhooks: add a webhook; its secret is told this once."""
    me = request[ME].actor
    authorise(me, "manage_webhooks")
    given = await read_json(request, NewWebhook)
    webhooks = request.app[PARTS].webhooks
    made, secret = await webhooks.add(given.address, _kinds(given.kinds), by=me.id)
    return json_answer(MadeWebhook(id=made.id, secret=secret))


async def change(request: web.Request) -> web.Response:
    """POST /api/webhooks/<id>: change a webhook, pause it, let it go on."""
    me = request[ME].actor
    authorise(me, "manage_webhooks")
    given = await read_json(request, WebhookChange)
    kinds, which = _kinds(given.kinds), request.match_info["webhook"]
    webhooks = request.app[PARTS].webhooks
    await webhooks.change(which, given.address, kinds, paused=given.paused, by=me.id)
    return json_answer({})


async def remove(request: web.Request) -> web.Response:
    """POST /api/webhooks/<id>/remove: delete a webhook with all its announcements."""
    me = request[ME].actor
    authorise(me, "manage_webhooks")
    await request.app[PARTS].webhooks.remove(request.match_info["webhook"], by=me.id)
    return json_answer({})


async def announcements(request: web.Request) -> web.Response:
    """GET /api/webhooks/<id>/announcements: the newest of them, with every attempt."""
    authorise(request[ME].actor, "manage_webhooks")
    found = await request.app[PARTS].webhooks.announcements(request.match_info["webhook"])
    listed = [_announcement(*one, language_of(request)) for one in found]
    return json_answer(AnnouncementList(announcements=listed))


async def replay(request: web.Request) -> web.Response:
    """POST /api/webhooks/<id>/announcements/<announcement>/replay: tell it again, now."""
    me, named = request[ME].actor, request.match_info
    authorise(me, "manage_webhooks")
    await request.app[PARTS].webhooks.replay(named["webhook"], named["announcement"], by=me.id)
    return json_answer({})


def _kinds(given: list[str]) -> frozenset[Announced]:
    try:
        return frozenset(map(Announced, given))
    except ValueError:
        raise BadRequest("no_kind") from None


def _listed(one: Webhook) -> ListedWebhook:
    return ListedWebhook(
        id=one.id,
        address=one.address,
        kinds=sorted(one.kinds),
        paused=one.paused,
        since=millis(one.created_at),
    )


def _announcement(one: Announcement, attempts: list[Attempt], language: str) -> ListedAnnouncement:
    waits = one.state == "waiting" and one.next_at is not None
    return ListedAnnouncement(
        id=one.id,
        kind=one.kind,
        conversation=one.conversation,
        at=millis(one.at),
        state=one.state,
        next=millis(one.next_at) if waits and one.next_at else 0,
        attempts=[
            ListedAttempt(
                at=millis(a.at), status=a.status, took=a.took, said=_said(a.said, language)
            )
            for a in attempts
        ],
    )


def _said(failed: str, language: str) -> str:
    """Give the words for what failed, "" for nothing."""
    return say(language, _FAILED.get(failed) or SENTENCES.get(failed) or _ELSE) if failed else ""
