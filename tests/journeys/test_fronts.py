"""Behind real proxies as `deploy/` sets them up: a conversation, an exchange, the doctor."""

from __future__ import annotations

import asyncio
import secrets
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.journeys.desks import prepared
from tests.journeys.fronts import Front, front, lacking, running
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import librarian, patron, until

SITE = "https://perpus.example"
STRANGER = "192.0.2.9"
QUESTION, ANSWER = "Bagaimana memperpanjang pinjaman?", "Lewat laman anggota."


@pytest.mark.parametrize("program", ["nginx", "caddy"])
async def test_the_desk_works_behind_a_real_proxy(
    program: str,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Messages go both ways, by WebSocket and by exchange; addresses arrive; the doctor is well."""
    if reason := lacking(program):
        record_property("not run", f"deploy/ behind {program}: {reason}")
        return
    one = front(program)
    server = await prepared(tmp_path, REFDESK_PUBLIC_URL=one.url, REFDESK_SITES=SITE)
    folder = tmp_path / program
    folder.mkdir()
    async with server.running(), running(one, server.port, folder) as authority:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))  # OpenSSL's own variable
        assert await _converse(one) == [QUESTION, ANSWER]
        await _exchange(one, ssl.create_default_context(cafile=authority))
        await _try_edges(one, ssl.create_default_context(cafile=authority))
        await _ask_the_doctor(server, one, authority)


async def _converse(one: Front) -> list[str]:
    """Ask and answer; give what the patron has read in the end."""
    async with patron(one) as asker, librarian(one, "rina") as rina:
        await rina.on_duty()
        rina.client.watch("line")
        conversation = await asker.open(QUESTION)
        await until(lambda: conversation in rina.rows("line"), "the question waits")
        rina.follow(conversation)
        fence = await rina.client.claim(conversation)
        await rina.say(conversation, ANSWER, fence)
        await until(lambda: ANSWER in asker.texts(conversation), "the answer")
        return asker.texts(conversation)


async def _exchange(one: Front, context: ssl.SSLContext) -> None:
    """A held exchange is answered by what happens meanwhile, not by the proxy's patience."""
    token = secrets.token_urlsafe(32)
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context)) as http,
        patron(one, token) as asker,
    ):
        conversation = await asker.open("Ada Laskar Pelangi?")
        known: dict[str, str] = {}
        cursors: dict[str, list[object]] = {conversation: [0, ""]}
        seen: list[str] = []
        async with asyncio.timeout(60):
            for body in ("satu", "dua"):
                while body not in seen:
                    asked = {"token": token, "build": "t", "cursors": cursors, "known": known}
                    held = asyncio.create_task(_post(http, one, {**asked, "hold": 10}))
                    if body not in [event.body for event in asker.views[conversation]]:
                        await asker.say(conversation, body)
                    answer = await held
                    known = answer["known"]
                    for frame in answer["frames"]:
                        for event in frame.get("events", []):
                            cursors[conversation] = [event["seq"], event["id"]]
                            seen.append(event.get("body", ""))


async def _post(http: aiohttp.ClientSession, one: Front, body: object) -> Any:  # noqa: ANN401
    async with http.post(f"{one.url}/exchange", json=body) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.json()


async def _try_edges(one: Front, context: ssl.SSLContext) -> None:
    connector = aiohttp.TCPConnector(ssl=context)
    async with aiohttp.ClientSession(connector=connector) as http:
        async with http.get(f"{one.plain}/chat", allow_redirects=False) as answer:
            assert answer.status in {301, 308}
            assert answer.headers["Location"].startswith("https://localhost")
        lie = {"X-Forwarded-For": STRANGER}
        async with http.get(f"{one.url}/api/seen", headers=lie) as answer:
            told = await answer.json()
            assert told["believed"]
            assert told["address"] != STRANGER
        async with http.post(f"{one.url}/exchange", data=b"x" * 300_000) as answer:
            assert answer.status == 400  # what fits through the proxy is refused by the server
            assert "code" in await answer.json()
        async with http.get(f"{one.url}/metrics") as answer:
            assert answer.status == 404


async def _ask_the_doctor(server: ServerProcess, one: Front, authority: Path) -> None:
    asked = ("doctor", one.url, "--ca", str(authority), "--lang", "en")
    done = await asyncio.to_thread(server.run, *asked)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✗" not in done.stdout
    for line in ("WebSocket: the hello is answered", "Patrons' addresses: seen as", SITE):
        assert line in done.stdout
