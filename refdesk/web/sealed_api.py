"""Personal data behind a token: shown to the librarian who holds the conversation."""

from __future__ import annotations

import msgspec
from aiohttp import web

from refdesk.web.access import ME
from refdesk.web.answers import json_answer
from refdesk.web.bodies import Body, read_json
from refdesk.web.parts import PARTS


class Revealing(Body, frozen=True, kw_only=True):
    """The message whose originals are wanted."""

    seq: int


class Original(msgspec.Struct, frozen=True, kw_only=True):
    """What the `n`-th token of the message stands for."""

    n: int
    kind: str
    value: str


class Originals(msgspec.Struct, frozen=True, kw_only=True):
    """The originals of one message; none when they were dropped or have expired."""

    originals: list[Original]


async def reveal(request: web.Request) -> web.Response:
    """POST /api/conversations/<id>/sealed: the originals of one message; each view is audited."""
    wanted = await read_json(request, Revealing)
    found = await request.app[PARTS].revealing.reveal(
        request[ME].actor, request.match_info["conversation"], wanted.seq
    )
    return json_answer(
        Originals(originals=[Original(n=o.n, kind=o.kind.value, value=o.value) for o in found])
    )
