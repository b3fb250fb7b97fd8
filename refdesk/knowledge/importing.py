"""Importing Markdown content into the database: all of it or, with every reason, nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from kb.content_files import load_directory
from kb.variables import Variables
from refdesk.knowledge.ports import EntryStore

Tell = Callable[[str, int, int], None]


def _silent(_: str, __: int, ___: int) -> None:
    """Tell nobody."""


async def import_directory(
    store: EntryStore,
    directory: Path,
    variables: Variables,
    now: datetime,
    by: str,
    tell: Tell = _silent,
) -> int:
    """Add or replace the entries under `directory`; give how many versions changed.

    Facts stay `{{names}}` in the database and are filled in when read. `tell` hears the stage
    ("read", "keep"), how many entries are done and of how many; when it raises, nothing changes.
    Raises `kb.content_files.ContentErrors` with every problem of every file; then nothing changes.
    """
    read = partial(load_directory, variables=variables, keep=True, tell=partial(tell, "read"))
    entries = await asyncio.to_thread(read, directory)
    return await store.replace_all(entries, now, by, partial(tell, "keep"))
