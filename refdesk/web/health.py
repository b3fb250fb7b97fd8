"""How the server is: alive, ready, counted."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import msgspec
import structlog
from aiohttp import web

from refdesk.web.answers import json_answer
from refdesk.web.checks import Check, Finding
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS
from refdesk.web.words import phrase, say

CHECK_WITHIN = 2.0  # seconds
log = structlog.get_logger("refdesk.web")
_SILENT = Finding(ok=False, said=phrase("Tidak menjawab dalam 2 detik. Lihat log server."))
_BROKEN = Finding(ok=False, said=phrase("Pemeriksaan gagal. Lihat log server."))


class PartState(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the server in words."""

    ok: bool
    needed: bool
    text: str


class ServerState(msgspec.Struct, frozen=True, kw_only=True):
    """The whole server: `ok` when every needed part is."""

    ok: bool
    build: str
    text: str
    parts: dict[str, PartState]


async def healthz(request: web.Request) -> web.Response:
    """GET /healthz: the process is alive; always 200, with the state of its parts."""
    return json_answer(await state_of(request))


async def readyz(request: web.Request) -> web.Response:
    """GET /readyz: 200 when questions can be taken, else 503 with the part that is down."""
    state = await state_of(request)
    return json_answer(state, status=200 if state.ok else 503)


async def metrics(request: web.Request) -> web.Response:
    """GET /metrics: the counters in Prometheus' text format.

    They are for whoever reaches the server itself, not for those who come through the proxy.
    """
    if "X-Forwarded-For" in request.headers:
        raise web.HTTPNotFound
    content_type, body = request.app[PARTS].desk.metrics.exposition()
    return web.Response(body=body, headers={"Content-Type": content_type})


async def state_of(request: web.Request) -> ServerState:
    """Give the state of all parts in the reader's language."""
    parts, language = request.app[PARTS], language_of(request)
    found = await _examine(parts.checks)
    ok = all(finding.ok or not finding.needed for finding in found.values())
    text = (
        say(language, "Siap menerima pertanyaan.")
        if ok
        else say(language, "Belum siap: lihat bagian yang bermasalah di bawah ini.")
    )
    states = {
        name: PartState(ok=finding.ok, needed=finding.needed, text=say(language, finding.said))
        for name, finding in found.items()
    }
    return ServerState(ok=ok, build=parts.desk.build, text=text, parts=states)


async def _examine(checks: Mapping[str, Check]) -> dict[str, Finding]:
    findings = await asyncio.gather(*(_bounded(check) for check in checks.values()))
    return dict(zip(checks, findings, strict=True))


async def _bounded(check: Check) -> Finding:
    try:
        async with asyncio.timeout(CHECK_WITHIN):
            return await check()
    except TimeoutError:
        return _SILENT
    except Exception:
        log.exception("check failed")
        return _BROKEN
