"""Reading what a request carries: within a limit of bytes, seconds and shape."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TypeVar

import msgspec
from aiohttp import web

from refdesk.errors import BadRequest, TooLarge

BODY_BYTES = 64 * 1024
BODY_WITHIN = 15.0  # seconds: a weak link may need some, a hanging one gets no more
MOST_FIELDS = 20
MOST_STAFF_FIELDS = 200
FORM = "application/x-www-form-urlencoded"

T = TypeVar("T")


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of JSON bodies: unknown fields are refused."""


async def read_bytes(request: web.Request) -> bytes:
    """Read the whole body; raises TooLarge, or BadRequest when it does not come in time."""
    try:
        async with asyncio.timeout(BODY_WITHIN):
            return await request.read()
    except TimeoutError:
        raise BadRequest("body_too_slow") from None
    except web.HTTPRequestEntityTooLarge:
        raise TooLarge from None


async def read_json(request: web.Request, shape: type[T]) -> T:
    """Read a JSON body of this shape; raises BadRequest whose detail names the wrong field."""
    if request.content_type != "application/json":
        raise BadRequest("not_json")
    data = await read_bytes(request)
    try:
        return msgspec.json.decode(data, type=shape)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as problem:
        raise BadRequest("bad_request", detail=str(problem)) from None


async def read_form(request: web.Request, most: int = MOST_FIELDS) -> Mapping[str, str]:
    """Read the text fields, so many at most, of a form that was sent without scripts."""
    if request.content_type != FORM:
        raise BadRequest("not_a_form")
    await read_bytes(request)
    fields = await request.post()
    if len(fields) > most:
        raise BadRequest("not_a_form")
    return {name: value for name, value in fields.items() if isinstance(value, str)}
