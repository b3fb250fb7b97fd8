"""A library made for measuring: data folder, settings with raised limits, librarians signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import msgspec

from refdesk.bench.plan import TALKS_OF_ONE, Plan
from refdesk.bench.processes import run_tool
from refdesk.clock import clock
from refdesk.domain.actors import StaffRole
from refdesk.people.ports import SignIn, StaffRow
from refdesk.people.secrets import new_staff_id, new_token, token_hash
from refdesk.store.opening import open_store

UNUSABLE: Final = "-"  # matches nothing: they come in by the sign-ins made here
_LASTS: Final = timedelta(hours=12)
_FREELY: Final = (100_000.0, 100_000.0)  # at once, and per second
RATES: Final = dict.fromkeys(("patron", "conversation", "opening", "address", "staff"), _FREELY)


@dataclass(frozen=True, slots=True)
class Premises:
    """Where the product runs: its environment, and the cookies of its librarians."""

    folder: Path
    environment: dict[str, str]
    cookies: tuple[str, ...]


async def furnish(folder: Path, plan: Plan, database: str = "") -> Premises:
    """Make the data folder with the starter knowledge base, and all librarians."""
    run_tool(_environment(folder, database), "kb", "import")
    return await employ(folder, plan, database)


async def employ(folder: Path, plan: Plan, database: str = "") -> Premises:
    """Let all librarians sign in where the knowledge base is loaded."""
    environment = _environment(folder, database)
    cookies = await _librarians(environment["REFDESK_DATABASE"], plan.librarians)
    return Premises(folder, environment, tuple(cookies))


def _environment(folder: Path, database: str) -> dict[str, str]:
    return {
        "REFDESK_DATA_DIR": str(folder / "var"),
        "REFDESK_RATES": msgspec.json.encode(RATES).decode(),
        "REFDESK_DATABASE": database or f"sqlite:///{folder / 'var' / 'refdesk.db'}",
    }


async def _librarians(database: str, count: int) -> Sequence[str]:
    store = await open_store(database, clock=clock)
    cookies: list[str] = []
    try:
        for number in range(count):
            row = _row(number)
            await store.staff.add(row)
            cookies.append(new_token())
            now = clock()
            sign_in = SignIn(token_hash(cookies[-1]), row.id, new_token(), now, now + _LASTS)
            await store.staff.keep_sign_in(sign_in)
    finally:
        await store.close()
    return cookies


def _row(number: int) -> StaffRow:
    return StaffRow(
        id=new_staff_id(),
        login=f"pustakawan{number}",
        name=f"Pustakawan {number}",
        password_hash=UNUSABLE,
        roles=frozenset({StaffRole.LIBRARIAN}),
        capacity=TALKS_OF_ONE,
        created_at=clock(),
    )
