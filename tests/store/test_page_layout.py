"""Where a page of an SQLite file holds nothing is read as the format's description says."""

from __future__ import annotations

import pytest

from refdesk.store.page_layout import Layout, gap, has_remains, read_header

LAYOUT = Layout(4096)


def page(kind: int, cells: int, top: int, remains: bytes = b"") -> bytes:
    """Give a page of 4,096 bytes; `remains` end where the cells begin."""
    header = bytes([kind, 0, 0]) + cells.to_bytes(2) + top.to_bytes(2)
    return header.ljust(top - len(remains), b"\0") + remains + b"x" * (4096 - top)


def test_a_page_of_the_map_tells_the_819_pages_after_it() -> None:
    """Page 2 is the first of the map, 822 the next; an entry is five bytes."""
    assert LAYOUT.map_entry(3) == (2, 0)
    assert LAYOUT.map_entry(821) == (2, 818 * 5)
    assert LAYOUT.map_entry(823) == (822, 0)
    kinds = bytes([1]) + bytes(4) + bytes([3]) + bytes(4) + bytes([5]) + bytes(4080)
    assert [LAYOUT.is_tree(number, kinds) for number in (1, 2, 3, 4, 5)] == [
        False,
        False,
        True,
        False,
        True,
    ]


def test_the_map_steps_over_the_page_that_locks_are_taken_on() -> None:
    """With pages of 1,024 bytes a page of the map would lie there: it is the one after it."""
    lock, small = (1 << 20) + 1, Layout(1024)
    assert small.map_entry(lock - 1) == (lock - 205, 203 * 5)
    assert small.map_entry(lock + 2) == (lock + 1, 0)
    assert not small.is_tree(lock, bytes([5]) * 1024)


@pytest.mark.parametrize(("kind", "start"), [(13, 14), (10, 14), (5, 18), (2, 18)])
def test_the_gap_lies_between_the_places_of_cells_and_the_cells(kind: int, start: int) -> None:
    """Pages within the tree have a longer header; what stands in the gap is seen."""
    assert gap(page(kind, 3, 4000)) == (start, 4000)
    assert not has_remains(page(kind, 3, 4000))
    assert has_remains(page(kind, 3, 4000, b"rahasia"))


def test_what_is_not_understood_has_no_gap() -> None:
    """Neither a page of another kind, nor one whose numbers cannot be."""
    assert not has_remains(page(0, 3, 4000, b"rahasia"))
    assert gap(page(13, 2_500, 4000)) == (0, 0)


def test_a_file_is_read_by_its_header() -> None:
    """Only one with a map of its pages and no bytes held back at their ends."""
    header = bytearray(b"SQLite format 3\0" + bytes(84))
    header[16:18], header[55] = (4096).to_bytes(2), 9
    assert read_header(bytes(header)) == LAYOUT
    assert read_header(bytes(header[:55]) + bytes(45)) is None
    header[20] = 8
    assert read_header(bytes(header)) is None
    assert read_header(b"") is None
