"""A patron whose frames go by exchange, speaking plain JSON."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.web.wired import TOKEN, Wired, cid

Answer = dict[str, Any]


class Exchanger:
    """A patron whose frames go by exchange; `cursors` and `known` are kept between them."""

    def __init__(self, http: aiohttp.ClientSession, url: str, token: str) -> None:
        self._http = http
        self._url = url
        self._token = token
        self.cursors: dict[str, list[Any]] = {}
        self.known: dict[str, str] = {}

    async def post(self, *frames: object, hold: int = 0, **fields: object) -> tuple[int, Answer]:
        """Ask for one exchange; give status and body."""
        body = {
            "token": self._token,
            "build": "test/1",
            "cursors": self.cursors,
            "known": self.known,
            "frames": frames,
            "hold": hold,
            **fields,
        }
        async with asyncio.timeout(20), self._http.post(self._url, json=body) as response:
            return response.status, await response.json() if response.status == 200 else {}

    async def frames(self, *given: object, hold: int = 0) -> list[dict[str, Any]]:
        """Hold one exchange that is answered; give the frames but welcome and ping."""
        status, answer = await self.post(*given, hold=hold)
        assert (status, answer.get("close")) == (200, 0)
        self.known = answer["known"]
        assert answer["frames"][0]["type"] == "welcome"
        assert answer["frames"][-1]["type"] == "ping"
        for frame in answer["frames"]:
            for event in frame.get("events", []):
                self.cursors[frame["conversation"]] = [event["seq"], event["id"]]
        return list(answer["frames"][1:-1])

    async def open(self, body: str) -> str:
        """Begin a conversation; give its id."""
        frames = await self.frames(opening(body))
        return next(str(one["conversation"]) for one in frames if one["type"] == "ack")


def opening(body: str, number: int = 0) -> dict[str, Any]:
    """Give an `open` frame."""
    return {"type": "open", "cid": cid(number), "body": body}


def saying(conversation: str, body: str, number: int = 0) -> dict[str, Any]:
    """Give a `say` frame."""
    return {"type": "say", "cid": cid(number), "conversation": conversation, "body": body}


def bodies(frames: list[dict[str, Any]]) -> list[str]:
    """Give the texts that came."""
    return [e["body"] for one in frames for e in one.get("events", []) if e["kind"] == "said"]


@asynccontextmanager
async def exchanging(server: Wired, token: str = TOKEN) -> AsyncIterator[Exchanger]:
    """Give a patron who exchanges."""
    async with aiohttp.ClientSession() as http:
        yield Exchanger(http, f"http://127.0.0.1:{server.port}/exchange", token)
