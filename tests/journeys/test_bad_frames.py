"""What is no frame, no token, no Origin of ours: refused, and nobody else notices."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from refdesk.client import new_cid, socket_address
from refdesk.protocol import codes
from tests.journeys.desks import desk
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import Person, patron, sign_in

NOT_FRAMES: dict[str, tuple[str | bytes, int]] = {
    "not JSON": ("halo?", codes.CLOSE_BAD_FRAME),
    "not UTF-8": (b"\xff\xfe\x00", codes.CLOSE_BAD_FRAME),
    "a list": ("[1, 2]", codes.CLOSE_BAD_FRAME),
    "nested deep": ("[" * 30_000, codes.CLOSE_BAD_FRAME),
    "unknown type": ('{"type": "shout", "body": "x"}', codes.CLOSE_BAD_FRAME),
    "of staff": ('{"type": "duty", "on": true}', codes.CLOSE_BAD_FRAME),
    "unknown field": ('{"type": "pong", "loud": true}', codes.CLOSE_BAD_FRAME),
    "wrong field": ('{"type": "follow", "conversation": 7}', codes.CLOSE_BAD_FRAME),
    "bad cid": ('{"type": "open", "cid": "1", "body": "x"}', codes.CLOSE_BAD_FRAME),
    "over-long": (json.dumps({"type": "pong", "x": "x" * 70_000}), codes.CLOSE_TOO_LARGE),
    "far too long": ("x" * 3_000_000, codes.CLOSE_TOO_LARGE),
}
TEXT_TOO_LONG = {"id": "Tulisan terlalu panjang: paling banyak 4.000 huruf", "en": "4,000"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """One server for all: none of this may hurt it."""
    folder: Path = tmp_path_factory.mktemp("desk")
    async with desk(folder) as running:
        yield running


@pytest_asyncio.fixture
async def bystander(server: ServerProcess) -> AsyncIterator[Person]:
    """Somebody in a conversation, who must not notice anything."""
    async with patron(server) as asker:
        conversation = await asker.open("jam buka?")
        yield asker
        await asker.say(conversation, "terima kasih")
        assert asker.connections == 1


@asynccontextmanager
async def connected(
    server: ServerProcess, role: str = "patron", origin: str = "", cookie: str = ""
) -> AsyncIterator[ClientConnection]:
    """Open a socket without a word."""
    async with connect(
        socket_address(server.url, role),
        origin=Origin(origin) if origin else None,
        additional_headers={"Cookie": cookie} if cookie else {},
        subprotocols=[Subprotocol(codes.SUBPROTOCOL)],
        compression=None,
    ) as ws:
        yield ws


async def greet(ws: ClientConnection, **hello: object) -> dict[str, Any]:
    """Say hello as a patron; give the first answer."""
    token = secrets.token_urlsafe(32)
    await ws.send(json.dumps({"type": "hello", "build": "journey/1", "token": token, **hello}))
    return await hear(ws)


async def hear(ws: ClientConnection) -> dict[str, Any]:
    """Give the next frame."""
    frame: dict[str, Any] = json.loads(await asyncio.wait_for(ws.recv(), 20))
    return frame


async def closed(ws: ClientConnection) -> int | None:
    """Wait until the server closes; give its code."""
    try:
        while True:
            await asyncio.wait_for(ws.recv(), 20)
    except ConnectionClosed:
        return ws.close_code


@pytest.mark.parametrize("greeted", [True, False])
@pytest.mark.parametrize("kind", NOT_FRAMES)
async def test_what_is_no_frame_closes_only_its_own_connection(
    server: ServerProcess, bystander: Person, kind: str, greeted: bool
) -> None:
    """Before and after the greeting: the documented close code, and where the fault is."""
    data, code = NOT_FRAMES[kind]
    async with connected(server) as ws:
        if greeted:
            assert (await greet(ws))["type"] == "welcome"
        try:
            await ws.send(data, text=kind != "not UTF-8" or None)
            if code == codes.CLOSE_BAD_FRAME:
                error = await hear(ws)
                assert (error["type"], error["code"]) == ("error", "bad_request")
                assert error["text"]
        except ConnectionClosed:
            pass
        assert await closed(ws) == code


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_text_over_the_limit_is_refused_in_words(
    server: ServerProcess, bystander: Person, language: str
) -> None:
    """4,001 characters are refused in the reader's language, 4,000 taken on the same connection."""
    async with connected(server) as ws:
        await greet(ws, lang=language)
        opening = {"type": "open", "lang": language}
        await ws.send(json.dumps({**opening, "cid": new_cid(), "body": "é" * 4_001}))
        error = await hear(ws)
        assert (error["type"], error["code"]) == ("error", "too_large")
        assert TEXT_TOO_LONG[language] in error["text"]
        await ws.send(json.dumps({**opening, "cid": new_cid(), "body": "é" * 4_000}))
        assert (await hear(ws))["type"] == "ack"


@pytest.mark.parametrize("token", ["", "pendek", "x" * 44, "x" * 42 + "!"])
async def test_a_bad_token_is_told_and_sent_away(
    server: ServerProcess, bystander: Person, token: str
) -> None:
    """The reason in words, then 4401: do not come back with the same."""
    async with connected(server) as ws:
        error = await greet(ws, token=token)
        assert (error["type"], error["code"]) == ("error", "unauthorized")
        assert "Muat ulang" in error["text"]
        assert await closed(ws) == codes.CLOSE_UNAUTHORIZED


@pytest.mark.parametrize(
    ("role", "origin"),
    [
        ("patron", "https://jahat.example"),
        ("patron", "null"),
        ("staff", "https://jahat.example"),
        ("staff", ""),
        ("channel", "https://jahat.example"),
    ],
)
async def test_a_forged_origin_is_not_connected(
    server: ServerProcess, bystander: Person, role: str, origin: str
) -> None:
    """Also with the cookie of a librarian who is signed in."""
    cookie = await asyncio.to_thread(sign_in, server, "rina") if role == "staff" else ""
    with pytest.raises(InvalidStatus) as refused:
        async with connected(server, role, origin, cookie):
            pass
    assert refused.value.response.status_code == 403


async def test_staff_without_a_sign_in_are_sent_away(
    server: ServerProcess, bystander: Person
) -> None:
    """Our own page without the cookie of a sign-in gets 4401, whatever token it shows."""
    async with connected(server, "staff", server.url) as ws:
        error = await greet(ws, token="")
        assert error["code"] == "unauthorized"
        assert await closed(ws) == codes.CLOSE_UNAUTHORIZED
