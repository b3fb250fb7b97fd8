"""Patching puts a few edited entries into a generation in memory, at once.

Writing the index anew takes seconds; until that is done the patched generation answers, with the
scores the new index will give.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.analysis import LANGS
from kb.entries import Entry
from kb.generation import FIELDS, Generation, Shelf
from kb.impacts import Numbers, Postings
from kb.listed import in_memory

Entries = Mapping[tuple[str, str], Entry]
Wide = NDArray[np.int64]
GONE = -1


def patched(generation: Generation, before: Entries, after: Entries, version: str) -> Generation:
    """Give the generation with its entries `before` become those `after`; both findable ones."""
    changed = differing(before, after)
    shelves = dict(generation.shelves)
    for lang in LANGS:
        ids = sorted(entry_id for entry_id, of_lang in changed if of_lang == lang)
        if ids:
            fresh = [after[entry_id, lang] for entry_id in ids if (entry_id, lang) in after]
            shelves[lang] = _patched_shelf(shelves[lang], set(ids), fresh)
    return Generation(generation.name, version, shelves)


def differing(before: Entries, after: Entries) -> set[tuple[str, str]]:
    """Give the keys of entries that are not the same; what is the same object is not compared."""
    return {
        key
        for key in {*before, *after}
        if (old := before.get(key)) is not (new := after.get(key)) and old != new
    }


@dataclass(frozen=True, slots=True)
class _Move:
    """Where the documents of a shelf go: `to[d]` is the new number of document d, or GONE."""

    fields: Mapping[str, Postings]
    to: Wide


def _patched_shelf(shelf: Shelf, touched: set[str], fresh: Sequence[Entry]) -> Shelf:
    owners, fields = in_memory(fresh)
    old_sizes = np.bincount(shelf.owners, minlength=len(shelf.ids)).tolist()
    new_sizes = np.bincount(owners, minlength=len(fresh)).tolist()
    kept = {
        entry_id: size
        for entry_id, size in zip(shelf.ids, old_sizes, strict=True)
        if entry_id not in touched
    }
    added = {entry.id: size for entry, size in zip(fresh, new_sizes, strict=True)}
    ids = sorted({**kept, **added})
    sizes = [kept.get(entry_id) or added[entry_id] for entry_id in ids]
    begins = dict(zip(ids, np.cumsum([0, *sizes])[:-1].tolist(), strict=True))
    moves = (
        _Move(
            {name: shelf.impacts[name].postings for name in FIELDS},
            _targets([(begins[i] if i in kept else GONE) for i in shelf.ids], old_sizes),
        ),
        _Move(fields, _targets([begins[entry.id] for entry in fresh], new_sizes)),
    )
    merged = {name: _merged(name, moves, sum(sizes)) for name in FIELDS}
    return Shelf(shelf.lang, ids, np.repeat(np.arange(len(ids), dtype=np.int32), sizes), merged)


def _targets(begins: Iterable[int], sizes: Sequence[int]) -> Wide:
    """Give the new number of each document, from where its entry begins."""
    stretches = [
        np.arange(begin, begin + size) if begin != GONE else np.full(size, GONE)
        for begin, size in zip(begins, sizes, strict=True)
    ]
    return np.concatenate(stretches) if stretches else np.zeros(0, np.int64)


def _merged(name: str, moves: Sequence[_Move], size: int) -> Postings:
    rows: dict[str, int] = {}
    lengths = np.zeros(size, np.uint16)
    keys: list[Wide] = []
    times: list[NDArray[np.uint16]] = []
    for move in moves:
        field = move.fields[name]
        row_of = [rows.setdefault(term, len(rows)) for term in field.rows]
        row = np.repeat(np.array(row_of, np.int64), np.diff(field.starts))
        number = move.to[field.numbers]
        stays = number != GONE
        keys.append(row[stays] * size + number[stays])
        times.append(field.times[stays])
        lengths[move.to[move.to != GONE]] = field.lengths[move.to != GONE]
    every = np.concatenate(keys)
    order = every.argsort(kind="stable")
    return _packed(rows, every[order], np.concatenate(times)[order], lengths)


def _packed(
    rows: Mapping[str, int], keys: Wide, times: NDArray[np.uint16], lengths: NDArray[np.uint16]
) -> Postings:
    """Take out the terms that no document has any more."""
    size = max(len(lengths), 1)
    counts = np.bincount(keys // size, minlength=len(rows))
    used = [term for term, count in zip(rows, counts.tolist(), strict=True) if count]
    starts = np.concatenate(([0], np.cumsum(counts[counts > 0]))).astype(np.int32)
    numbers: Numbers = (keys % size).astype(np.int32)
    return Postings({term: row for row, term in enumerate(used)}, starts, numbers, times, lengths)
