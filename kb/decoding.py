"""Decoding reads every posting of a Whoosh index once, into arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Protocol

import numpy as np
from whoosh.reading import IndexReader

from kb.impacts import Numbers, Postings

Block = tuple[Sequence[int], Sequence[float]]
"""Document numbers with how often the term stands in each."""


def decode(reader: IndexReader, field: str) -> Postings:
    """Give a field's postings, block by block: sixty times faster than one by one."""
    size = reader.doc_count_all()
    names: list[str] = []
    counts: list[int] = []
    blocks: list[Block] = []
    for term, info in reader.iter_field(field):
        names.append(term.decode("utf-8"))
        counts.append(info.doc_frequency())
        blocks.extend(_blocks(reader.postings(field, term)))
    lengths = (reader.doc_field_length(number, field) or 0 for number in range(size))
    return Postings(
        rows={name: row for row, name in enumerate(names)},
        starts=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
        numbers=np.fromiter(chain.from_iterable(ids for ids, _ in blocks), np.int32),
        times=np.fromiter(chain.from_iterable(weights for _, weights in blocks), np.uint16),
        lengths=np.fromiter(lengths, np.uint16, size),
    )


def owners(reader: IndexReader) -> Numbers:
    """Give for each document the position of its entry."""
    return np.fromiter((int(stored["owner"]) for _, stored in reader.iter_docs()), np.int32)


class Matcher(Protocol):
    """A Whoosh matcher of postings stored in blocks, as far as it is used here."""

    _ids: Sequence[int]
    _weights: Sequence[float]

    def is_active(self) -> bool: ...  # noqa: D102
    def id(self) -> int: ...  # noqa: D102
    def weight(self) -> float: ...  # noqa: D102
    def _next_block(self) -> None: ...


def _blocks(matcher: Matcher) -> Iterator[Block]:
    # Whoosh 2.7.5 has no public way to read a block of postings at once; asking for the first
    # of each makes the matcher decode the block. `test_impacts_are_whooshs_own_scores` watches.
    while matcher.is_active():
        matcher.id()
        matcher.weight()
        yield matcher._ids, matcher._weights  # noqa: SLF001
        matcher._next_block()  # noqa: SLF001
