"""Runs an errand for a command: through the running server, or with the store opened here."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from refdesk.clock import clock
from refdesk.operations.data_folder import make_data_folder
from refdesk.operations.errands import Answer, Office, ask, run
from refdesk.operations.facts import read_facts
from refdesk.people.accounts import Accounts
from refdesk.people.secrets import Passwords
from refdesk.settings import Settings, load
from refdesk.store.opening import open_store

REFUSALS = {
    "bad_login": "nama masuk: 2-40 huruf kecil, angka, titik, garis / "
    "login: 2-40 lower-case letters, digits, dots, dashes",
    "bad_name": "nama: 1-80 huruf / name: 1-80 characters",
    "short_password": "sandi: paling sedikit 10 huruf / password: at least 10 characters",
    "no_role": "peran belum diisi / no role given",
    "bad_role": "peran: trainee, librarian, mentor, coordinator, editor, evaluator, admin / roles",
    "login_taken": "nama masuk sudah dipakai / this login exists already",
    "no_such_staff": "akun tidak ada / no such account",
    "unreadable": "berkas tidak dapat dibaca atau ditulis / cannot read or write the files",
    "unavailable": "server tidak menjawab / the server does not answer",
}


def do(file: Path | None, name: str, wanted: Mapping[str, object]) -> Answer | None:
    """Run the errand; print a refusal and give None, else give the answer."""
    answer = asyncio.run(_do(load(file), name, wanted))
    if "refused" not in answer:
        return answer
    for path, line, reason_id, reason_en in answer.get("problems", []):
        sys.stderr.write(f"{path}:{line}: {reason_id} / {reason_en}\n")
    key = answer["refused"]
    if not answer.get("problems"):
        sys.stderr.write(f"refdesk: {REFUSALS.get(key, key)} {answer.get('detail', '')}\n")
    return None


async def _do(settings: Settings, name: str, wanted: Mapping[str, object]) -> Answer:
    answer = await ask(settings.data_dir / "refdesk.sock", name, wanted)
    if answer is not None:
        return answer
    make_data_folder(settings)
    store = await open_store(settings.database_url, clock=clock)
    try:
        office = Office(
            Accounts(store.staff, Passwords(), clock, capacity=settings.capacity),
            store.staff,
            store.entries,
            lambda: read_facts(settings),
            clock,
        )
        return await run(office, name, wanted)
    finally:
        await store.close()
