"""`refdesk db index`: writes the full-text index of transcripts at once, with a progress bar."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kb import full_text
from refdesk.cli.serving import run_loop
from refdesk.clock import clock
from refdesk.desk.transcript_indexing import TranscriptIndexing
from refdesk.settings import load
from refdesk.store.opening import open_store

LOOK_EVERY = 0.2  # seconds between two looks at how far it is


def index_transcripts(file: Path | None, *, anew: bool) -> int:
    """Index what is missing, or everything `anew`; a server does the same, but slowly."""
    count = run_loop(_index(load(file).database_url, anew=anew))
    sys.stdout.write(f"{count} percakapan diindeks / conversations indexed\n")
    return 0


async def _index(address: str, *, anew: bool) -> int:
    store = await open_store(address, clock=clock)
    try:
        work = TranscriptIndexing(store.transcript_index, full_text, rest=0.0)
        if anew:
            work.heal()
        return await _watched(work)
    finally:
        await store.close()


async def _watched(work: TranscriptIndexing) -> int:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        bar = progress.add_task("Mengindeks / indexing", total=None)
        indexing = asyncio.ensure_future(work.catch_up())
        most = 0
        while not indexing.done():
            most = max(most, work.pending)
            progress.update(bar, total=most or None, completed=most - work.pending)
            await asyncio.wait([indexing], timeout=LOOK_EVERY)
        return await indexing
