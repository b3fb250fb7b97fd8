"""`refdesk db move`: copies an SQLite database to PostgreSQL with a progress bar."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from refdesk.errors import RefdeskError
from refdesk.settings import load
from refdesk.store.moving import move

_STEPS = {
    "read": "Membaca / reading",
    "copy": "Menyalin / copying",
    "check": "Memeriksa / checking",
}


def move_database(file: Path | None, source: str, target: str) -> int:
    """Move the database; without `source` the one of the settings. Exit status 1: not reached."""
    given = source or load(file).database_url
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        tasks = {step: progress.add_task(words, total=None) for step, words in _STEPS.items()}

        def told(step: str, done: int, total: int) -> None:
            progress.update(tasks[step], completed=done, total=total)

        try:
            rows = asyncio.run(move(given, target, told))
        except RefdeskError as problem:
            sys.stderr.write(
                "refdesk: basis data tujuan tidak dapat dicapai; jalankan lagi perintah yang sama, "
                "pemindahan diteruskan / the target cannot be reached; run the same command again, "
                f"the move goes on ({problem.detail or problem.key})\n"
            )
            return 1
    for name, count in rows.items():
        sys.stdout.write(f"{name}\t{count}\n")
    sys.stdout.write(
        "selesai, kedua sisi sama: arahkan REFDESK_DATABASE ke basis data baru / "
        "done, both sides are equal: let REFDESK_DATABASE name the new database\n"
    )
    return 0
