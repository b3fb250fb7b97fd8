"""Posting announcements to real servers on this machine, and refusing to."""

from __future__ import annotations

import socket

import pytest
from aiohttp import web
from aiohttp.abc import ResolveResult
from pytest_aiohttp.plugin import AiohttpServer

from refdesk.operations.posting import Outside, Posting, hosts

HEADERS = {"webhook-id": "msg_1", "content-type": "application/json"}
INSIDE = frozenset({"127.0.0.1"})


async def test_a_body_arrives_as_it_was_signed(aiohttp_server: AiohttpServer) -> None:
    """Headers and body come as given; the status is noted."""
    got: list[tuple[str | None, str]] = []

    async def take(request: web.Request) -> web.Response:
        got.append((request.headers.get("webhook-id"), await request.text()))
        return web.Response(status=202)

    app = web.Application()
    app.router.add_post("/hook", take)
    server = await aiohttp_server(app)
    attempt = await Posting(INSIDE)(str(server.make_url("/hook")), HEADERS, '{"a":"é"}')
    assert (attempt.status, attempt.good, attempt.said) == (202, True, "")
    assert got == [("msg_1", '{"a":"é"}')]


async def test_redirects_are_not_followed(aiohttp_server: AiohttpServer) -> None:
    """A redirect, wherever it leads, is a failure: nobody else is asked."""
    asked: list[str] = []

    async def away(request: web.Request) -> web.Response:
        asked.append(request.path)
        raise web.HTTPFound("/elsewhere")

    app = web.Application()
    app.router.add_post("/{path}", away)
    server = await aiohttp_server(app)
    attempt = await Posting(INSIDE)(str(server.make_url("/hook")), HEADERS, "{}")
    assert (attempt.status, attempt.good) == (302, False)
    assert asked == ["/hook"]


async def test_inner_addresses_are_not_reached(aiohttp_server: AiohttpServer) -> None:
    """Without the setting nothing on this machine is asked, however its address is written."""
    asked: list[str] = []

    async def take(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_post("/{path}", take)
    server = await aiohttp_server(app)
    for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001"):
        for scheme in ("http", "https"):
            attempt = await Posting()(f"{scheme}://{host}:{server.port}/hook", HEADERS, "{}")
            assert not attempt.good, host
            assert attempt.status == 0, host
    assert asked == []


class Pointing:
    """A resolver of a name that points inside, and of one that points both ways."""

    async def resolve(self, host: str, *_: object) -> list[ResolveResult]:
        """Give the addresses."""
        found = ["127.0.0.1"] if host == "inner.example" else ["10.0.0.1", "93.184.215.14"]
        return [
            ResolveResult(hostname=host, host=one, port=443, family=2, proto=6, flags=0)
            for one in found
        ]

    async def close(self) -> None:
        """Nothing is held."""


async def test_a_name_that_points_inside_is_not_reached() -> None:
    """What a name resolves to decides: inner addresses are left out, unless the host is allowed."""
    strict, lenient = Outside(frozenset()), Outside(hosts(["inner.example:8080"]))
    strict._resolver = lenient._resolver = Pointing()  # type: ignore[assignment]
    with pytest.raises(OSError, match="webhook_inside"):
        await strict.resolve("inner.example")
    assert [one["host"] for one in await strict.resolve("both.example")] == ["93.184.215.14"]
    assert [one["host"] for one in await lenient.resolve("inner.example")] == ["127.0.0.1"]


async def test_who_does_not_answer_is_a_failure_with_a_name() -> None:
    """Nobody listening there: no status, and what failed."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        attempt = await Posting(INSIDE)(address, HEADERS, "{}")
    assert (attempt.status, attempt.good) == (0, False)
    assert attempt.said == "ClientConnectorError"
