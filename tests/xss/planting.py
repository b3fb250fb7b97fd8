"""Puts payloads through every door by which a text enters: each field gets each of them."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from unicodedata import category

import yaml

from refdesk.client import Client, new_cid, socket_address
from refdesk.clock import clock
from refdesk.domain.actors import StaffRole
from refdesk.people.accounts import Accounts
from refdesk.people.secrets import Passwords
from refdesk.protocol import frames
from refdesk.store.opening import open_store
from tests.journeys.librarian import at_work
from tests.journeys.recorder import TOKEN, Recorder
from tests.journeys.server import PASSWORD, ServerProcess
from tests.xss.corpus import Payload, parts, turned

Texts = Sequence[Payload]
MANY: Final = [1_000_000, 1_000_000]
AT_ONCE: Final = 8  # commands of one client without an answer


@dataclass
class Planted:
    """Where the payloads are now."""

    entries: list[str] = field(default_factory=list)
    token: str = ""  # of the patron whose long conversation holds every message
    long: str = ""
    code: str = ""  # returns to it


def settings(sample: str, api: str) -> dict[str, str]:
    """Give the server's settings: nobody is too quick, a library's page, a bot."""
    rates = dict.fromkeys(("patron", "conversation", "opening", "address", "staff"), MANY)
    return {
        "REFDESK_RATES": json.dumps(rates),
        "REFDESK_SITES": sample,
        "REFDESK_TELEGRAM_TOKEN": TOKEN,
        "REFDESK_TELEGRAM_API": api,
    }


async def staff(server: ServerProcess, folder: Path, payloads: Texts) -> None:
    """Make rina, who may do everything, and librarians with payloads for names."""
    store = await open_store(f"sqlite:///{folder / 'var' / 'refdesk.db'}", clock=clock)
    accounts = Accounts(store.staff, Passwords(), clock)
    everything = frozenset({StaffRole.LIBRARIAN, StaffRole.COORDINATOR, StaffRole.ADMIN})
    await accounts.add("rina", "Rina", PASSWORD, everything, by="test")
    for number, one in enumerate(payloads):
        await accounts.add(f"p{number}", one.text[:80], PASSWORD, everything, by="test")
    await store.close()


def content(folder: Path, payloads: Texts) -> list[str]:
    """Write entries as Markdown files, a payload in each field; give the ids of public ones."""
    columns = [turned(payloads, 7 * place) for place in range(10)]
    made = []
    for number, row in enumerate(zip(*columns, strict=True)):
        title, answer, *rest = (one.text for one in row)
        kind, place = ("pathfinder", "panduan") if number % 5 == 0 else ("faq", "faq")
        slug = f"{place}-{number}"
        head = {
            "id": slug,
            "kind": kind,
            "title": _line(title),
            "alternatives": [_line(rest[0])],
            "keywords": [_line(rest[1])],
            "topics": [_line(rest[2])] if number % 40 == 0 else ["denda"],
            "owner": _line(rest[3]) if number % 20 == 0 else "",
            "sources": [{"title": _line(rest[4]), "call_number": _line(rest[5])}],
            "search_terms": [_line(rest[6])],
        }
        if kind == "pathfinder":
            head |= {"scope": _line(rest[7]), "for_whom": _line(rest[0])}
        _write(folder / "id" / place / f"{slug}.md", head, answer)
        made.append(slug)
    for number, one in enumerate(payloads[::7]):  # for librarians: no page of their own
        slug = f"balasan-{number}"
        head = {"id": slug, "kind": "canned", "title": _line(one.text), "audience": "staff"}
        _write(folder / "id" / "balasan" / f"{slug}.md", head, one.text)
    return made


def _write(file: Path, head: dict[str, Any], answer: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    quoted = yaml.safe_dump(head, allow_unicode=True, width=10_000, sort_keys=False)
    file.write_text(f"---\n{quoted}---\n\n{_facts_apart(answer)}\n", "utf-8")


class Asker:
    """A patron with a conversation for each payload."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.kept: list[str] = []

    async def ask(self, payloads: Texts) -> None:
        """Ask each as a question, with others for the name, the page and the campaign."""
        columns = [turned(payloads, 11 * place) for place in range(4)]
        for some in parts(list(zip(*columns, strict=True)), AT_ONCE):
            opens = [
                frames.Open(
                    cid=new_cid(),
                    body=_sent(body),
                    name=_sent(name),
                    page=_sent(page),
                    source=_sent(source),
                    lang=_sent(page)[:8],
                )
                for body, name, page, source in some
            ]
            acks = await asyncio.gather(*(self._client.command(one) for one in opens))
            self.kept += [one.conversation for one in acks]
            for one in acks:  # a connection follows a few hundred at most
                self._client.unfollow(one.conversation)

    async def end(self, conversations: Sequence[str]) -> None:
        """End some."""
        for some in parts(conversations, AT_ONCE):
            ends = [frames.End(cid=new_cid(), conversation=one) for one in some]
            await asyncio.gather(*(self._client.command(one) for one in ends))


async def long_conversation(server: ServerProcess, payloads: Texts, planted: Planted) -> None:
    """Say every payload in one conversation, as patron and as librarian, with notes."""
    planted.token = secrets.token_urlsafe(32)
    async with patron(server, planted.token) as client, at_work(server, "p0") as desk:
        await desk.on_duty()
        planted.long = long = await client.open("Pertanyaan panjang", name=_sent(payloads[0]))
        for some in parts(payloads, AT_ONCE):
            await asyncio.gather(*(client.say(long, _sent(one)) for one in some))
        fence = await desk.claim(long)
        for some in parts(turned(payloads, 3)[: len(payloads) // 4], AT_ONCE):
            await asyncio.gather(*(desk.say(long, _sent(one), fence) for one in some))
            notes = [frames.Note(cid=new_cid(), conversation=long, body=_sent(one)) for one in some]
            await asyncio.gather(*(desk.client.command(one) for one in notes))
        desk.client.pass_on(frames.Duty(on=False))


async def new_code(server: ServerProcess, planted: Planted) -> None:
    """Get a return code to the long conversation: a panel that showed it may have voided others."""
    async with patron(server, planted.token) as client:
        planted.code = await _code(client, planted.long)


async def _code(client: Client, conversation: str) -> str:
    """Ask for a return code until it comes: a frame without an answer may get lost."""
    async with asyncio.timeout(60):
        while True:
            client.pass_on(frames.AskCode(conversation=conversation))
            with suppress(TimeoutError):
                async with asyncio.timeout(20):  # another code would make this one void
                    async for frame in client.frames:
                        if isinstance(frame, frames.ReturnCode):
                            return frame.code


async def by_telegram(recorder: Recorder, payloads: Texts) -> None:
    """Write from Telegram: text, caption, file name, deep link, and the person's own names."""
    for number, one in enumerate(payloads):
        chat = 5_000 + number
        person = {
            "id": chat,
            "is_bot": False,
            "first_name": one.text[:64],
            "last_name": one.text[:64],
            "username": one.text[:32],
            "language_code": one.text[:8],
        }
        document = {"file_id": "x", "file_unique_id": "x", "file_name": one.text[:120]}
        more: dict[str, Any] = {"from": person}
        await recorder.say(chat, f"/start {one.text[:60]}", **more)
        await recorder.say(chat, one.text, **more)
        await recorder.write(chat, caption=one.text, document=document, **more)
    await recorder.confirmed()


@asynccontextmanager
async def patron(server: ServerProcess, token: str = "") -> AsyncIterator[Client]:
    """Keep a patron connected for a while; being sent away is a failure."""
    hello = frames.Hello(build="xss", token=token or secrets.token_urlsafe(32))
    client = Client(socket_address(server.url, "patron"), hello)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(client.run())
        yield client
        running.cancel()


def _sent(one: Payload) -> str:
    """A text as programs send it: the protocol takes no NUL."""
    return one.text.replace("\0", "") or "kosong"


def _line(text: str) -> str:
    """A text that a line of front matter holds: no control characters, never empty."""
    kept = "".join(" " if category(one) in {"Cc", "Zl", "Zp"} else one for one in text)
    return _facts_apart(" ".join(kept.split()))


def _facts_apart(text: str) -> str:
    """Facts that nobody has defined are refused; the braces are for templates here."""
    kept = text.replace("{{", "{ {").replace("\0", "")
    return kept if kept.strip() else "kosong"
