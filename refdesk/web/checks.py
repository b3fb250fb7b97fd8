"""The checks behind the health pages: store, knowledge base, disk, channel."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from refdesk.desk.ports import Lists
from refdesk.errors import RefdeskError, StoreBroken
from refdesk.web.words import phrase

LEAST_FREE = 256 * 1024 * 1024  # bytes
_FINE = phrase("Baik.")
_UNWRITABLE = phrase(
    "Basis data tidak dapat ditulis: periksa ruang dan izin disk. Jalankan `refdesk doctor`."
)
_RESERVE_USED = phrase(
    "Disk penuh: cadangan ruang tidak ada lagi. Kosongkan ruang di server sekarang."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: `said` is an Indonesian source sentence naming the remedy, if any.

    A part that is not `needed` may be down without making the server unready.
    """

    ok: bool
    said: str
    needed: bool = True


Check = Callable[[], Awaitable[Finding]]


def store_check(lists: Lists, writes: Callable[[], Awaitable[None]]) -> Check:
    """Check that the database answers; `writes` raises while it cannot be written."""

    async def check() -> Finding:
        try:
            await lists.version("staff")
        except (RefdeskError, StoreBroken):
            return Finding(
                ok=False,
                said=phrase("Basis data tidak menjawab. Jalankan `refdesk doctor` di server."),
            )
        try:
            await writes()
        except (RefdeskError, StoreBroken):
            return Finding(ok=False, said=_UNWRITABLE)
        return Finding(ok=True, said=_FINE)

    return check


def index_check(ready: Callable[[], bool]) -> Check:
    """Check that the knowledge base can be searched; questions are taken without it too."""

    async def check() -> Finding:
        if ready():
            return Finding(ok=True, said=_FINE, needed=False)
        return Finding(
            ok=False,
            said=phrase("Indeks pengetahuan sedang dibangun; saran jawaban belum muncul."),
            needed=False,
        )

    return check


def disk_check(folder: Path, reserve_held: Callable[[], bool] = lambda: True) -> Check:
    """Check that the disk with the data has room left; until it is full, questions are taken.

    `reserve_held` tells whether there still is the reserve that a full disk gives up.
    """

    async def check() -> Finding:
        if not await asyncio.to_thread(reserve_held):
            return Finding(ok=False, needed=False, said=_RESERVE_USED)
        free = (await asyncio.to_thread(shutil.disk_usage, folder)).free
        if free >= LEAST_FREE:
            return Finding(ok=True, said=_FINE, needed=False)
        return Finding(
            ok=False,
            needed=False,
            said=phrase("Ruang disk hampir habis (di bawah 256 MB). Kosongkan ruang di server."),
        )

    return check


def channel_check(connected: Callable[[], bool]) -> Check:
    """Check that the Telegram channel is connected; the web works without it."""
    return _wanted(
        connected,
        phrase("Saluran Telegram tidak tersambung. Periksa token bot dan jaringan server."),
    )


def receiving_check(receives: Callable[[], bool]) -> Check:
    """Check that Telegram's messages arrive; the web works without it."""
    return _wanted(
        receives,
        phrase("Pesan Telegram tidak sampai. Koordinator melihat sebabnya di Keadaan layanan."),
    )


def _wanted(holds: Callable[[], bool], otherwise: str) -> Check:
    """Check what is wanted but not needed for serving."""

    async def check() -> Finding:
        fine = holds()
        return Finding(ok=fine, said=_FINE if fine else otherwise, needed=False)

    return check
