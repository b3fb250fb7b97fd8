"""The check of the database: it opens, and its schema is one this release knows."""

from __future__ import annotations

import asyncio

from refdesk.clock import clock
from refdesk.errors import RefdeskError, SettingsProblem, StoreBroken
from refdesk.operations.doctor import Finding
from refdesk.operations.errands import ask
from refdesk.settings import Settings
from refdesk.store.opening import open_store

NAME = ("Basis data", "Database")
PATIENCE = 15.0  # seconds


async def database(settings: Settings) -> Finding:
    """The running server answers for the database, or it can be opened here."""
    if await ask(settings.data_dir / "refdesk.sock", "staff_list", {}) is not None:
        return Finding(NAME, good=True, says=("dipegang server", "held by the running server"))
    try:
        async with asyncio.timeout(PATIENCE):
            store = await open_store(settings.database_url, clock=clock)
    except (RefdeskError, SettingsProblem, StoreBroken, TimeoutError) as problem:
        told = str(problem) or type(problem).__name__
        return Finding(
            NAME,
            good=False,
            says=(f"tidak dapat dibuka: {told}", f"cannot be opened: {told}"),
            remedy=(
                "periksa alamat (REFDESK_DATABASE) dan layanannya; berkas rusak: pulihkan cadangan",
                "check the address (REFDESK_DATABASE), its service; if damaged, restore a backup",
            ),
        )
    accounts = await store.staff.everyone()
    await store.close()
    if not accounts:
        return Finding(
            NAME,
            good=False,
            serious=False,
            says=("belum ada akun staf", "no staff account yet"),
            remedy=(
                "buka tautan pertama yang dicetak `refdesk serve`, atau pakai `refdesk staff add`",
                "open the first-run link that `refdesk serve` prints, or use `refdesk staff add`",
            ),
        )
    said = (f"dapat dibuka, {len(accounts)} akun", f"opens, {len(accounts)} accounts")
    return Finding(NAME, good=True, says=said)
