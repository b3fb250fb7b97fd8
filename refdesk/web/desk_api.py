"""The state of the desk for whoever has not asked yet."""

from __future__ import annotations

from aiohttp import web

from refdesk.web.answers import json_answer
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS

MAIN_DESK = "main"


async def desk(request: web.Request) -> web.Response:
    """GET /api/desk: whether somebody is on duty, the hours, when an answer is promised."""
    return json_answer(await request.app[PARTS].states.of(MAIN_DESK, language_of(request)))
