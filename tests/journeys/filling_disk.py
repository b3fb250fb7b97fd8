"""`refdesk` on a disk that is full as long as a file says so: then SQLite gets not one page more.

Run in place of the command line's own code; the file is named by `FULL_WHILE`.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from refdesk import cli

FULL_WHILE = "FULL_WHILE"
PROGRAM = "from tests.journeys.filling_disk import main; main()"
MOST_PAGES = 4_294_967_294  # SQLite's own limit


class OnThisDisk(sqlite3.Connection):
    """A connection that looks at the disk whenever it begins to write."""

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:  # noqa: ANN401
        """Execute, within the pages that there are."""
        if sql == "BEGIN IMMEDIATE":
            # SQLite never takes less than the file has: 1 means "as it is now".
            pages = 1 if Path(os.environ[FULL_WHILE]).exists() else MOST_PAGES
            super().execute(f"PRAGMA max_page_count = {pages}")
        return super().execute(sql, *parameters)


def main() -> None:
    """Run the command line."""

    def connect(_: object, __: object, ___: object, how: dict[str, Any]) -> None:
        how["factory"] = OnThisDisk

    event.listen(Engine, "do_connect", connect)
    cli.main()
