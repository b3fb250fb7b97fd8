"""Writing puts a language's entries into a Whoosh index, term by term.

Whoosh's own writer takes texts apart again, sorts every posting beside all others (on disk, where
there are many) and looks up each one's document length. Terms are known here, so postings are
collected by term and handed to Whoosh's codec in order: a quarter of the time, the same files.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from whoosh import fields
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3PostingsWriter, W3Segment
from whoosh.filedb.filestore import FileStorage, RamStorage, Storage
from whoosh.system import pack_uint
from whoosh.util.numeric import byte_to_length, length_to_byte
from whoosh.writing import SegmentWriter

from kb.documents import Document, documents
from kb.entries import Entry
from kb.generation import FIELDS

NAME = "kb"
OWNER = "owner"
BLOCK = 4_096
"""Postings of a block: all are read at once, so large ones cost least."""
Store = Storage
Postings = dict[str, tuple["array[int]", "array[int]"]]
"""Documents by term, with how often the term stands in each."""


def on_disk(place: Path) -> Storage:
    """Give storage in a folder."""
    return FileStorage(str(place))


class Memory(RamStorage):  # type: ignore[misc] # it ships no types
    """Storage in memory with its temporary files there too: Whoosh's own share one folder."""

    def temp_storage(self, name: str | None = None) -> RamStorage:
        """Give another one, which nobody shares."""
        del name
        return RamStorage()


def write(
    entries: Sequence[Entry], storage: Storage, tell: Callable[[int], None] = lambda _: None
) -> None:
    """Write an index of entries; its documents name the position of their entry.

    `tell` hears how many entries are read.
    """
    columns: dict[str, Any] = {name: fields.KEYWORD(scorable=True) for name in FIELDS}
    schema = fields.Schema(**{OWNER: fields.STORED}, **columns)
    index = storage.create_index(schema, indexname=NAME)
    writer = _Writer(index, codec=_Codec())
    for number, entry in enumerate(entries):
        tell(number)
        for document in documents(entry):
            writer.add(number, document)
    tell(len(entries))
    writer.commit(optimize=True)
    index.close()


class _Blocks(W3PostingsWriter):  # type: ignore[misc] # it ships no types
    """Writes the postings of a term in whole blocks: Whoosh's takes one by one and checks each."""

    def fill(self, numbers: array[int], times: array[int], lengths: Sequence[int]) -> None:
        """Put in all postings; `lengths` are by document."""
        for first in range(0, len(numbers), BLOCK):
            if first:
                self._write_block()
            self._ids = numbers[first : first + BLOCK]
            counts = times[first : first + BLOCK]
            self._weights = array("f", counts)
            self._values = [_packed(count) for count in counts]
            kept = [lengths[number] for number in self._ids]
            self._minlength, self._maxlength = min(kept), max(kept)
            self._maxweight = float(max(counts))


class _Terms(W3FieldWriter):  # type: ignore[misc] # it ships no types
    """Writes a field's terms."""

    def put(
        self, key: bytes, numbers: array[int], times: array[int], lengths: Sequence[int]
    ) -> None:
        """Write a term."""
        self.start_term(key)
        self._postwriter.fill(numbers, times, lengths)
        self.finish_term()


class _Codec(W3Codec):  # type: ignore[misc] # it ships no types
    """Whoosh's codec with the two writers above; what it writes, Whoosh's own reads."""

    def field_writer(self, storage: Storage, segment: W3Segment) -> _Terms:
        """Give the writer of terms."""
        return _Terms(self, storage, segment)

    def postings_writer(self, dbfile: object, byteids: bool = False) -> _Blocks:  # noqa: FBT001, FBT002
        """Give the writer of postings; uncompressed, for they are read back a moment later."""
        return _Blocks(dbfile, BLOCK, byteids, compression=0)

    def new_segment(self, storage: Storage, indexname: str) -> W3Segment:
        """Give a segment that names Whoosh's codec: what is stored asks for nothing of ours."""
        del storage
        return W3Segment(W3Codec(BLOCK, compression=0), indexname)


class _Writer(SegmentWriter):  # type: ignore[misc] # it ships no types
    """Whoosh's writer of one segment, which is handed terms instead of texts."""

    def __init__(self, index: object, **options: object) -> None:
        super().__init__(index, **options)
        self.docnum: int
        self._postings: dict[str, Postings] = {name: {} for name in FIELDS}
        self._lengths: dict[str, array[int]] = {name: array("I") for name in FIELDS}

    def add(self, owner: int, document: Document) -> None:
        """Add a document."""
        number = self.docnum
        self.perdocwriter.start_doc(number)
        for name in FIELDS:
            terms = document.get(name, "").split()
            held = self._postings[name]
            for term, times in Counter(terms).items():
                numbers, counts = held.setdefault(term, (array("I"), array("I")))
                numbers.append(number)
                counts.append(times)
            self._lengths[name].append(_kept(len(terms)))
            self.perdocwriter.add_field(name, self.schema[name], None, len(terms))
        self.perdocwriter.add_field(OWNER, self.schema[OWNER], owner, 0)
        self.perdocwriter.finish_doc()
        self._added = True
        self.docnum = number + 1

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        for name in sorted(FIELDS):
            self._write_field(name, self._postings.pop(name), self._lengths[name])
        self.fieldwriter.close()

    def _write_field(self, name: str, held: Postings, lengths: Sequence[int]) -> None:
        if not held:
            return
        terms: Mapping[bytes, str] = {term.encode("utf-8"): term for term in held}
        self.fieldwriter.start_field(name, self.schema[name])
        for key in sorted(terms):
            self.fieldwriter.put(key, *held[terms[key]], lengths)
        self.fieldwriter.finish_field()


_packed = cache(pack_uint)


@cache
def _kept(length: int) -> int:
    """Give a field's length as the index keeps it, in one byte."""
    kept: int = byte_to_length(length_to_byte(length))
    return kept
