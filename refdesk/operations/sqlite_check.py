"""The check of the SQLite build: old enough faults, what it was compiled with, how it writes."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from refdesk.operations.doctor import Finding, ill, well
from refdesk.settings import Settings
from refdesk.store.addresses import file_of, is_sqlite, parse
from refdesk.store.page_map import has_map, is_large

NAME = ("SQLite", "SQLite")
OLDEST = (3, 35, 0)  # RETURNING
# SQLite 3.7.0-3.51.2 can lose a WAL reset race between processes (sqlite.org/wal.html); refdesk
# writes from one connection and reads without checkpoints, so the race cannot occur.
WAL_RACE_FIXED = (3, 51, 3)
_NEWER = ("pasang Python yang lebih baru", "install a newer Python")


async def sqlite_build(settings: Settings) -> Finding:
    """The library is new enough, has full-text search and threads; the database is in WAL mode."""
    url = parse(settings.database_url)
    if not is_sqlite(url):
        return well(NAME, "tidak dipakai", "not used")
    return await asyncio.to_thread(_examined, file_of(url))


def _examined(file: Path) -> Finding:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < OLDEST:
        return ill(NAME, (f"{version} terlalu tua", f"{version} is too old"), _NEWER)
    lacking = _lacking()
    if lacking:
        says = (f"{version} tanpa {lacking}", f"{version} was built without {lacking}")
        return ill(NAME, says, _NEWER)
    mode = _journal(file)
    if mode not in {"wal", ""}:
        return ill(
            NAME,
            (f"{file}: mode {mode}, bukan WAL", f"{file}: mode {mode} instead of WAL"),
            (
                "letakkan data_dir pada disk lokal: disk jaringan tidak memuat WAL",
                "put data_dir on a local disk: a network disk cannot hold a WAL",
            ),
        )
    if mode and _without_map(file):
        return ill(
            NAME,
            (
                f"{file}: dari rilis lama; sisa dari yang dihapus tertinggal di dalamnya",
                f"{file}: of an early release; bytes of what was deleted are left in it",
            ),
            (
                "hentikan server, lalu jalankan `refdesk upgrade`",
                "stop the server, then run `refdesk upgrade`",
            ),
        )
    said = f"{version}, FTS5, {mode.upper() or '-'}"
    if sqlite3.sqlite_version_info < WAL_RACE_FIXED:
        return well(
            NAME,
            f"{said}; cacat WAL versi ini tidak terkena oleh cara refdesk menulis",
            f"{said}; this build has a WAL race that refdesk's way of writing cannot meet",
        )
    return well(NAME, said, said)


def _lacking() -> str:
    with closing(sqlite3.connect(":memory:")) as connection:
        options = {str(row[0]) for row in connection.execute("PRAGMA compile_options")}
    if "ENABLE_FTS5" not in options:
        return "FTS5"
    return "THREADSAFE" if "THREADSAFE=0" in options else ""


def _without_map(file: Path) -> bool:
    """Tell a file without a map of its pages that a server does not write anew by itself."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        return not has_map(connection) and is_large(connection)


def _journal(file: Path) -> str:
    if not file.exists() or not file.stat().st_size:
        return ""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            return str(connection.execute("PRAGMA journal_mode").fetchone()[0]).lower()
    except sqlite3.Error:
        return ""  # the check of the database says what is wrong with it
