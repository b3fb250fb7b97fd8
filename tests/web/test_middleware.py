"""What happens around every request."""

import asyncio
from collections.abc import MutableMapping, Sequence
from typing import Any

import pytest
import structlog

from kb.entries import Entry, Kind
from refdesk.errors import StoreBroken
from tests.web.conftest import Client
from tests.web.site import ORIGIN, Site

LogLines = list[MutableMapping[str, Any]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> LogLines:
    """Give the log lines of the middleware, whatever level other tests have set."""
    capture = structlog.testing.LogCapture()
    log = structlog.wrap_logger(
        structlog.PrintLogger(), processors=[capture], wrapper_class=structlog.stdlib.BoundLogger
    )
    monkeypatch.setattr("refdesk.web.middleware.log", log)
    return capture.entries


async def test_a_fault_is_a_page_that_gives_nothing_away(
    site: Site, client: Client, lines: LogLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody expected becomes a 500 in words, without the exception's text."""

    def broken(language: str, kinds: Sequence[Kind]) -> list[Entry]:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(site.parts.shelf, "public", broken)
    response = await client.get("/kb?lang=en")
    text = await response.text()
    assert response.status == 500
    assert "Something went wrong on our server" in text
    assert "secret detail" not in text
    assert any(line["event"] == "failed" for line in lines)


async def test_a_broken_store_is_told_as_unavailable(site: Site, client: Client) -> None:
    """A store that cannot be trusted answers 503, retryable, with nothing claimed as kept."""
    site.store._reader.stop(StoreBroken("planted"))
    response = await client.get("/api/desk?lang=en")
    assert response.status == 503
    assert (await response.json())["code"] == "unavailable"


async def test_log_lines_hold_route_but_no_query(client: Client, lines: LogLines) -> None:
    """What people search for, and their address, is in no log line."""
    await client.get("/kb/search?q=rahasia", headers={"X-Forwarded-For": "192.0.2.77"})
    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["route"] == "/kb/search"
    assert "rahasia" not in str(lines)
    assert "192.0.2.77" not in str(lines)


async def test_a_slash_too_many_leads_to_the_page(client: Client) -> None:
    """`/kb/` is `/kb`."""
    response = await client.get("/kb/", allow_redirects=False)
    assert response.status == 308
    assert response.headers["Location"] == "/kb"


async def test_link_checkers_may_ask_for_heads(client: Client) -> None:
    """Public pages answer HEAD without a body."""
    response = await client.head("/kb")
    assert response.status == 200
    assert await response.read() == b""


async def test_a_body_that_never_comes_is_given_up(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sender that stops in the middle of its body is refused after a bounded time."""
    monkeypatch.setattr("refdesk.web.bodies.BODY_WITHIN", 0.05)
    reader, writer = await asyncio.open_connection(client.host, client.port)
    head = (
        f"POST /api/sign-in HTTP/1.1\r\nHost: x\r\nOrigin: {ORIGIN}\r\n"
        'Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{"login"'
    )
    writer.write(head.encode())
    answer = await reader.read(2000)
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"body_too_slow" in answer


async def test_counters_are_not_for_the_public(client: Client) -> None:
    """Through the proxy there is no such page as the metrics."""
    assert (await client.get("/metrics")).status == 200
    through = await client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"})
    assert through.status == 404
