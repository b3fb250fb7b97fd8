"""Checks of what the database holds: it opens, with accounts, with a knowledge base."""

from __future__ import annotations

import asyncio

from refdesk.errors import RefdeskError, SettingsProblem, StoreBroken
from refdesk.operations.carrying_out import carry_out
from refdesk.operations.doctor import Finding
from refdesk.settings import Settings

NAME = ("Basis data", "Database")
PATIENCE = 15.0  # seconds


async def database(settings: Settings) -> Finding:
    """The running server answers for the database, or it can be opened here."""
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await carry_out(settings, "staff_list", {})
    except (RefdeskError, SettingsProblem, StoreBroken, TimeoutError) as problem:
        return _shut(str(problem) or type(problem).__name__)
    if "refused" in answer:
        return _shut(str(answer["refused"]))
    accounts = len(answer["accounts"])
    if accounts:
        said = (f"dapat dibuka, {accounts} akun", f"opens, {accounts} accounts")
        return Finding(NAME, good=True, says=said)
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


async def knowledge(settings: Settings) -> Finding:
    """The knowledge base holds entries; without them nothing is ever suggested."""
    try:
        async with asyncio.timeout(PATIENCE):
            versions = (await carry_out(settings, "kb_count", {})).get("versions", 0)
    except (RefdeskError, SettingsProblem, StoreBroken, TimeoutError):
        versions = 0
    return Finding(
        ("Basis pengetahuan", "Knowledge base"),
        good=versions > 0,
        serious=False,
        says=(f"{versions} versi entri", f"{versions} entry versions"),
        remedy=(
            "muat isi awal: `refdesk kb import`",
            "load the starter content: `refdesk kb import`",
        ),
    )


def _shut(told: str) -> Finding:
    return Finding(
        NAME,
        good=False,
        says=(f"tidak dapat dibuka: {told}", f"cannot be opened: {told}"),
        remedy=(
            "periksa alamat (REFDESK_DATABASE) dan layanannya; berkas rusak: pulihkan cadangan",
            "check the address (REFDESK_DATABASE), its service; if damaged, restore a backup",
        ),
    )
