"""What people do at a desk with a history, each act timed from outside."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from time import perf_counter, sleep
from typing import Final

import msgspec

from refdesk.bench.plan import Plan
from refdesk.bench.sayings import Sayings
from refdesk.bench.speaker import Heard, Speaker, connect
from refdesk.bench.talks import BUILD, CONSOLE, hold
from refdesk.client import new_cid
from refdesk.protocol import frames

QUIET: Final = 0.3  # seconds after which the server's lists have come to rest
_WITHIN: Final = 120.0
_PIECE: Final = 1 << 16


class Listed(msgspec.Struct):
    """What is looked at in a page of transcripts."""

    rows: list[msgspec.Raw]
    unsearched: int = 0


async def open_console(port: int, cookie: str) -> tuple[float, Speaker]:
    """Sign in at a console until all its lists are there; give the seconds and the connection."""
    await asyncio.sleep(QUIET)
    began = perf_counter()
    headers = {"Origin": f"http://127.0.0.1:{port}", "Cookie": f"refdesk_session={cookie}"}
    speaker = await connect(port, "staff", headers)
    complete = asyncio.get_running_loop().create_future()
    missing = len(CONSOLE)

    def hear(_: Speaker, heard: Heard) -> None:
        nonlocal missing
        missing -= heard.type == "state"
        if not missing and not complete.done():
            complete.set_result(None)

    speaker.hear = hear
    await speaker.ask(frames.Hello(build=BUILD), "welcome")
    for what in CONSOLE:
        speaker.send(frames.Watch(what=what))
    async with asyncio.timeout(_WITHIN):
        await complete
    return perf_counter() - began, speaker


async def open_conversations(speaker: Speaker, conversations: Sequence[str]) -> list[float]:
    """Follow conversation after conversation up to its newest event; give the seconds of each."""
    times = []
    for one in conversations:
        began = perf_counter()
        await speaker.ask(frames.Follow(conversation=one), f"live {one}")
        times.append(perf_counter() - began)
        speaker.send(frames.Unfollow(conversation=one))
    return times


async def speak(port: int, cookie: str, texts: int) -> list[float]:
    """Write to a librarian; give the seconds until each text was acknowledged."""
    sayings, times = Sayings(13), []
    (talk,) = await hold(port, Plan(talks=1), [cookie])
    for _ in range(texts):
        say = frames.Say(cid=new_cid(), conversation=talk.id, body=sayings.patron())
        began = perf_counter()
        await talk.patron.ask(say, say.cid)
        times.append(perf_counter() - began)
    talk.patron.close()
    talk.librarian.close()
    return times


def until_ready(port: int) -> None:
    """Wait until everything is done that a start does in the background."""
    while not _ready(port):
        sleep(QUIET)


def _ready(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=_WITHIN).close()
    except urllib.error.HTTPError:
        return False
    return True


def search(port: int, cookie: str, words: str) -> tuple[float, int]:
    """Look for words in the transcripts; give the seconds of the first page and its rows."""
    began = perf_counter()
    body = b"".join(_get(port, cookie, "/api/transcripts", {"q": words}))
    took = perf_counter() - began
    return took, len(msgspec.json.decode(body, type=Listed).rows)


def export(port: int, cookie: str, since: str, until: str) -> tuple[float, int]:
    """Export transcripts opened between two days; give the seconds and the rows."""
    began = perf_counter()
    days = {"since": since, "until": until}
    lines = sum(piece.count(b"\r\n") for piece in _get(port, cookie, "/api/transcripts.csv", days))
    return perf_counter() - began, lines - 1


def _get(port: int, cookie: str, path: str, query: dict[str, str]) -> list[bytes]:
    address = f"http://127.0.0.1:{port}{path}?{urllib.parse.urlencode(query)}"
    request = urllib.request.Request(address, headers={"Cookie": f"refdesk_session={cookie}"})
    with urllib.request.urlopen(request, timeout=_WITHIN) as answer:  # noqa: S310 - our own server
        return list(iter(lambda: answer.read(_PIECE), b""))
