"""Where a page of an SQLite file holds nothing, by the format's public description.

Source: sqlite.org/fileformat2.html, sections 1.3 (header), 1.6 (b-tree pages), 1.8 (pointer map).
A b-tree page holds a header, the places of its cells, a gap, and from `top` to its end the cells.
When SQLite deals cells out anew among neighbouring pages it copies them, and what is in the gap
afterwards is what stood there before: rows that moved, readable for whoever reads the file. It
overwrites all else that is let go under `secure_delete`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

HEADER: Final = 100  # bytes of the file's own header, on page 1
_MAGIC: Final = b"SQLite format 3\0"
_INTERIOR: Final = (2, 5)  # of an index, of a table; their headers are four bytes longer
_LEAVES: Final = (10, 13)
_ROOT, _BRANCH = 1, 5  # kinds of the pointer map that are b-tree pages
_ENTRY: Final = 5  # bytes of an entry of the pointer map: its kind and a page number
_LOCKED: Final = 1 << 30  # the byte that locks are taken on; its page holds nothing
_LARGEST: Final = 1 << 16  # what 0 or 1 stands for in two bytes


@dataclass(frozen=True, slots=True)
class Layout:
    """How the pages of a file with a pointer map lie."""

    page_size: int

    @property
    def _in_a_map(self) -> int:
        return self.page_size // _ENTRY

    def map_entry(self, number: int) -> tuple[int, int]:
        """Give the page of the map that tells the kind of a page, and the place in it (bytes).

        A page of the map is its own.
        """
        first = (number - 2) // (self._in_a_map + 1) * (self._in_a_map + 1) + 2
        map_page = first + 1 if first == self._lock_page else first
        return map_page, _ENTRY * (number - map_page - 1)

    @property
    def _lock_page(self) -> int:
        return _LOCKED // self.page_size + 1

    def is_tree(self, number: int, map_page: bytes) -> bool:
        """Tell whether a page is of a b-tree, by the page of the map that `map_entry` names.

        The first page is taken for none: what it holds are the words of the schema. So is one whose
        map is short, read when the file was.
        """
        its_map, place = self.map_entry(number)
        if number in {1, its_map, self._lock_page} or not 0 <= place < len(map_page):
            return False
        return map_page[place] in {_ROOT, _BRANCH}


def read_header(header: bytes) -> Layout | None:
    """Read the first bytes of a file; None where no page can be told (no map, bytes held back)."""
    if not header.startswith(_MAGIC) or header[20] or not int.from_bytes(header[52:56]):
        return None
    size = int.from_bytes(header[16:18])
    return Layout(_LARGEST if size == 1 else size)


def gap(page: bytes) -> tuple[int, int]:
    """Give the gap of a b-tree page: the bytes from the first to before the second number.

    A page that is not understood has none.
    """
    kind = page[0]
    if kind not in _INTERIOR and kind not in _LEAVES:
        return 0, 0
    start = (12 if kind in _INTERIOR else 8) + 2 * int.from_bytes(page[3:5])
    top = int.from_bytes(page[5:7]) or _LARGEST
    return (start, top) if start <= top <= len(page) else (0, 0)


def has_remains(page: bytes) -> bool:
    """Tell whether something is left in the gap of a b-tree page."""
    start, end = gap(page)
    return page.count(0, start, end) != end - start
