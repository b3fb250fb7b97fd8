"""The schema's revision, told without the library that changes it: most starts need no change."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_VERSIONS = Path(__file__).parent / "migrations" / "versions"


def newest() -> str:
    """Give the revision that this release wants: files are named after theirs, in order."""
    return max(file.stem.partition("_")[0] for file in _VERSIONS.glob("[0-9]*.py"))


def is_newest(file: Path) -> bool:
    """Tell whether an SQLite file has it; what cannot be read has not."""
    return revision_of(file) == newest()


def revision_of(file: Path) -> str:
    """Give the revision of an SQLite file, "" for one that has none or cannot be read."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return ""
    return str(found[0]) if found else ""
