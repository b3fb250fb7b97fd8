"""Giving an SQLite file of an early release the map of its pages (`page_layout`): writing anew.

Without the map no page can be told, and what is left in gaps stays (`wiping`). SQLite has no other
way to it than `VACUUM`, during which nobody else can write.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from refdesk.store.failures import translate

BESIDE_TRAFFIC: Final = 32 << 20  # bytes that are written anew in some tenths of a second


def has_map(driver: sqlite3.Connection) -> bool:
    """Tell whether the file has a map of its pages."""
    return bool(driver.execute("PRAGMA auto_vacuum").fetchone()[0])


def is_large(driver: sqlite3.Connection) -> bool:
    """Tell whether messages would wait too long, and memory be short, while it is written anew."""
    pages, size = (
        driver.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")
    )
    return int(pages) * int(size) > BESIDE_TRAFFIC


def write_anew(driver: sqlite3.Connection) -> None:
    """Write the file anew, with a map, outside of a transaction; cut off anywhere it is sound."""
    driver.execute("PRAGMA auto_vacuum = INCREMENTAL")
    driver.execute("VACUUM")


def write_anew_at_rest(file: Path) -> bool:
    """Give a file of any size a map while no server runs; tell whether it had none.

    Whoever calls holds its lock. It takes room for two more of the file: one in SQLite's folder for
    temporary files, one beside it. Raises StorageFull without that room, else as `translate` says.
    """
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as driver:
            if has_map(driver):
                return False
            driver.execute("PRAGMA synchronous = FULL")
            driver.execute("PRAGMA secure_delete = ON")
            write_anew(driver)
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return True
    except sqlite3.Error as error:
        raise translate(error) from error
