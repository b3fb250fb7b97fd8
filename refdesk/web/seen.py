"""What the server sees of whoever asks, so that a proxy can be tried from the patron's side."""

from __future__ import annotations

import msgspec
from aiohttp import web

from refdesk.web.answers import json_answer
from refdesk.web.parts import PARTS


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """The address of whoever asks; whether a proxy told one, and whether it was believed."""

    address: str
    forwarded: bool
    believed: bool


async def seen(request: web.Request) -> web.Response:
    """GET /api/seen: your own address as the server sees it; it is told to you and kept nowhere."""
    sender = request.app[PARTS].desk.sender_of(request)
    answer = Seen(
        address=sender.address,
        forwarded="X-Forwarded-For" in request.headers,
        believed=sender.believed,
    )
    response = json_answer(answer)
    response.headers["Cache-Control"] = "no-store"
    return response
