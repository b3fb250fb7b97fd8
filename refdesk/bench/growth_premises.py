"""A library with a history of a given length, on SQLite kept in a folder for the next run."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Final

import msgspec

from refdesk.bench.history import Written, history
from refdesk.bench.premises import RATES, UNUSABLE
from refdesk.bench.processes import run_tool
from refdesk.clock import clock
from refdesk.domain.actors import Actor, Party, StaffRole
from refdesk.domain.conversation import Stage
from refdesk.people.ports import SignIn, StaffRow
from refdesk.people.secrets import new_token, token_hash
from refdesk.store.opening import Store, open_store

AT_ONCE: Final = 200  # conversations of one commit
WITHIN: Final = 1_800.0  # seconds for the index
SAMPLED: Final = 40  # ended conversations that are opened by and by
_LASTS: Final = timedelta(hours=12)
_LIBRARIAN: Final = StaffRow(
    id="pustakawan",
    login="pustakawan",
    name="Pustakawan",
    password_hash=UNUSABLE,
    roles=frozenset({StaffRole.LIBRARIAN, StaffRole.COORDINATOR}),
    capacity=20,
)


class Made(msgspec.Struct):
    """What is known of a history once it is whole."""

    messages: int
    conversations: int = 0
    sample: list[str] = []
    filled_s: float = 0.0
    indexed_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Library:
    """A library to visit: its data folder, the server's environment, a sign-in of a librarian."""

    folder: Path
    environment: dict[str, str]
    cookie: str
    made: Made
    fresh: bool  # made in this run


async def library(folder: Path, messages: int, database: str = "") -> Library:
    """Give the library with so many messages; on PostgreSQL in an empty database."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    rates = msgspec.json.encode(RATES).decode()
    address = database or f"sqlite:///{folder / 'var' / 'refdesk.db'}"
    environment = {"REFDESK_DATA_DIR": str(folder / "var"), "REFDESK_RATES": rates}
    environment["REFDESK_DATABASE"] = address
    known = None if database else _known(folder)  # PostgreSQL's lasts for one run
    made = known or await _make(messages, address, environment)
    if not database:
        _whole(folder).write_bytes(msgspec.json.encode(made))
    if known is not None:  # of an older release, whose index is read otherwise
        await asyncio.to_thread(run_tool, environment, "db", "index", within=WITHIN)
    return Library(folder, environment, await _sign_in(address), made, fresh=known is None)


def _whole(folder: Path) -> Path:
    """Give the file that says that the history is whole."""
    return folder / "whole.json"


def _known(folder: Path) -> Made | None:
    file = _whole(folder)
    return msgspec.json.decode(file.read_bytes(), type=Made) if file.exists() else None


async def _make(messages: int, address: str, environment: dict[str, str]) -> Made:
    await asyncio.to_thread(run_tool, environment, "kb", "import")
    made = Made(messages)
    began = perf_counter()
    store = await open_store(address, clock=clock)
    try:
        await store.staff.add(_LIBRARIAN)
        await _fill(store, made)
    finally:
        await store.close()
    made.filled_s = perf_counter() - began
    began = perf_counter()
    await asyncio.to_thread(run_tool, environment, "db", "index", within=WITHIN)
    made.indexed_s = perf_counter() - began
    return made


async def _fill(store: Store, made: Made) -> None:
    librarian = Actor(Party.STAFF, _LIBRARIAN.id, _LIBRARIAN.name)
    coming = history(made.messages, librarian, clock())
    ended: list[str] = []
    while some := list(islice(coming, AT_ONCE)):
        await store.fill([one.append for one in some], _receipts(some))
        made.conversations += len(some)
        ended += [o.append.conversation for o in some if o.append.after.stage is Stage.ENDED]
    made.sample = ended[:: max(1, len(ended) // SAMPLED)][:SAMPLED]


def _receipts(some: Sequence[Written]) -> list[tuple[object, ...]]:
    return [row for one in some for row in one.receipts]


async def _sign_in(address: str) -> str:
    store = await open_store(address, clock=clock)
    try:
        cookie, now = new_token(), clock()
        sign_in = SignIn(token_hash(cookie), _LIBRARIAN.id, new_token(), now, now + _LASTS)
        await store.staff.keep_sign_in(sign_in)
        return cookie
    finally:
        await store.close()
