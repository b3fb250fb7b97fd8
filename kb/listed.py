"""Entries become lists of postings by way of a Whoosh index, on disk or in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from kb.decoding import decode, owners
from kb.entries import Entry
from kb.generation import FIELDS
from kb.impacts import Numbers, Postings
from kb.writing import NAME, Memory, Store, on_disk, write

Shelved = tuple[Numbers, dict[str, Postings]]
"""Who owns each document, what each field holds."""


def written_to(place: Path, entries: Sequence[Entry], tell: Callable[[int], None]) -> Shelved:
    """Write an index of some entries into a folder, give what it holds.

    `tell` hears how many entries are read.
    """
    storage = on_disk(place)
    write(entries, storage, tell)
    return _read(storage)


def in_memory(entries: Sequence[Entry]) -> Shelved:
    """Give owners and postings of a few entries, read off an index that is nowhere stored."""
    storage = Memory()
    write(entries, storage)
    return _read(storage)


def _read(storage: Store) -> Shelved:
    index = storage.open_index(indexname=NAME)
    with closing(index.reader()) as reader:
        found = owners(reader), {name: decode(reader, name) for name in FIELDS}
    index.close()
    return found
