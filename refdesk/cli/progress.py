"""How far a long errand has come: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from refdesk.operations.courses import Course

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

LOOK_EVERY = 0.2  # seconds between two looks at how far it is
LINE_EVERY = 2.0  # seconds between two lines, where there is no terminal
STAGES = {
    "read": "Membaca / reading",
    "keep": "Menyimpan / keeping",
    "index": "Mengindeks / indexing",
    "write": "Menulis / writing",
}
# What goes on once all entries have been read: sorting and writing.
LAST = {"index": "Merampungkan indeks / finishing the index"}


@contextmanager
def showing(course: Course) -> Iterator[Callable[[], None]]:
    """Give what is called again and again to show a course; what is short shows nothing."""
    if not sys.stderr.isatty():
        yield _lines(course)
        return
    # Loaded where a bar is drawn: most errands are over before.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        yield _bars(course, progress)


def _bars(course: Course, progress: Progress) -> Callable[[], None]:
    bars: dict[str, tuple[TaskID, int]] = {}

    def look() -> None:
        stage, done, total = course.seen()
        if not stage:
            return
        for known, (bar, whole) in bars.items():
            if known != stage:
                progress.update(bar, completed=whole)
        if stage not in bars:
            bars[stage] = (progress.add_task(STAGES[stage], total=total), total)
        progress.update(bars[stage][0], completed=done, description=_words(stage, done, total))

    return look


def _lines(course: Course) -> Callable[[], None]:
    told_at, told = time.monotonic(), course.seen()

    def look() -> None:
        nonlocal told_at, told
        now = course.seen()
        if now != told and time.monotonic() >= told_at + LINE_EVERY:
            told_at, told = time.monotonic(), now
            _, done, total = now
            sys.stderr.write(f"{_words(*now)}: {done}/{total}\n")
            sys.stderr.flush()

    return look


def _words(stage: str, done: int, total: int) -> str:
    return LAST.get(stage, STAGES[stage]) if done == total else STAGES[stage]
