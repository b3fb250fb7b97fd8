"""The address at which other services deliver what their people wrote."""

from __future__ import annotations

from aiohttp import web

from refdesk.errors import BadRequest
from refdesk.web.bodies import read_bytes
from refdesk.web.parts import PARTS

_SHOWN_HEADERS = ("content-type", "x-telegram-bot-api-secret-token")


async def receive(request: web.Request) -> web.Response:
    """POST /hook/<channel>: relay the call; 200 only when the channel has taken what it carries."""
    relay = request.app[PARTS].desk.hooks
    headers = {name: request.headers[name] for name in _SHOWN_HEADERS if name in request.headers}
    try:
        body = (await read_bytes(request)).decode()
    except UnicodeDecodeError:
        raise BadRequest from None
    return web.Response(status=await relay.relay(request.match_info["channel"], headers, body))
