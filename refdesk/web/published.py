"""The descriptions of the server that programs read: of its routes, of its sockets' frames."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from aiohttp import web


async def openapi(_: web.Request) -> web.Response:
    """GET /api/openapi.json: this document, every address with what it takes and gives."""
    return _document("openapi.json")


async def asyncapi(_: web.Request) -> web.Response:
    """GET /api/asyncapi.json: every frame of the sockets, by role."""
    return _document("asyncapi.json")


def _document(name: str) -> web.Response:
    headers = {"Cache-Control": "no-cache"}
    return web.Response(body=_read(name), content_type="application/json", headers=headers)


@cache
def _read(name: str) -> bytes:
    return (files("refdesk") / name).read_bytes()
