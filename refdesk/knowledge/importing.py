"""Importing Markdown content into the database: all of it or, with every reason, nothing."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from kb.content_files import load_directory
from kb.variables import Variables
from refdesk.knowledge.ports import EntryStore


async def import_directory(
    store: EntryStore, directory: Path, variables: Variables, now: datetime, by: str
) -> int:
    """Add or replace the entries under `directory`; give how many versions changed.

    Facts stay `{{names}}` in the database and are filled in when read. Raises
    `kb.content_files.ContentErrors` with every problem of every file; then nothing changes.
    """
    await asyncio.to_thread(load_directory, directory, variables)  # every name must be known
    entries = await asyncio.to_thread(load_directory, directory)
    return await store.replace_all(entries, now, by)
