"""The check of the library's facts: filled in, not left as examples."""

from __future__ import annotations

import asyncio

from refdesk.errors import RefdeskError, SettingsProblem, StoreBroken
from refdesk.operations.carrying_out import carry_out
from refdesk.operations.doctor import Finding
from refdesk.settings import Settings

NAME = ("Fakta perpustakaan", "Library's facts")
NAMED = 5
PATIENCE = 15.0  # seconds


async def library_facts(settings: Settings) -> Finding:
    """Answers hold the library's own hours and numbers instead of invented ones."""
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await carry_out(settings, "kb_facts", {})
    except (RefdeskError, SettingsProblem, StoreBroken, TimeoutError) as problem:
        told = str(problem) or type(problem).__name__
        remedy = ("perbaiki lebih dulu basis data atau berkas itu", "mend database or file first")
        return Finding(NAME, good=False, says=(told, told), remedy=remedy)
    left = answer["left"]
    if not left:
        said = (f"{answer['facts']} fakta terisi", f"{answer['facts']} facts filled in")
        return Finding(NAME, good=True, says=said)
    some = ", ".join(left[:NAMED]) + (" …" if len(left) > NAMED else "")
    return Finding(
        NAME,
        good=False,
        serious=False,
        says=(f"{len(left)} masih contoh: {some}", f"{len(left)} are still examples: {some}"),
        remedy=(
            "isi di halaman /fakta sebagai koordinator atau admin",
            "fill them in on the page /fakta as a coordinator or admin",
        ),
    )
