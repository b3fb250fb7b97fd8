"""The shelf: fresh after an edit, silent while it cannot know, healed after damage."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.content_files import load_directory
from kb.dense import encoder
from kb.entries import Audience, Entry, State
from kb.index import open_generation
from kb.variables import read_variables
from kb.vectors import NAME
from refdesk.knowledge.ports import Tell, untold
from refdesk.knowledge.shelf import Shelf

CONTENT = Path(__file__).parents[2] / "kb" / "content"
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
ASKED = "gmn cara perpanjang buku"


class MemoryEntries:
    """Entries with a counter, as `EntryStore`."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries, self.counter = list(entries), 1

    async def all(self) -> list[Entry]:
        """Give all."""
        return list(self.entries)

    async def version(self) -> int:
        """Give the counter."""
        return self.counter

    async def replace_all(
        self, entries: Sequence[Entry], now: datetime, by: str, tell: Tell = untold
    ) -> int:
        """Replace everything."""
        tell(0, len(entries))
        self.entries, self.counter = list(entries), self.counter + 1
        return len(entries)


BORROWING = {
    "batas-pinjam",
    "cek-pinjaman",
    "ipusnas-pinjam",
    "jam-akhir-pekan",
    "lama-pinjam",
    "perpanjang-pinjaman",
}


@pytest.fixture(scope="module")
def some() -> list[Entry]:
    """Give the starter entries about borrowing."""
    return [entry for entry in load_directory(CONTENT) if entry.id in BORROWING]


def shelf(store: MemoryEntries, folder: Path) -> Shelf:
    """Give a shelf over the entries."""
    return Shelf(store, folder, lambda: read_variables(CONTENT / "variables.toml"))


async def test_it_is_silent_before_the_first_index(some: list[Entry], tmp_path: Path) -> None:
    """Without an index there are no suggestions, and no error."""
    fresh = shelf(MemoryEntries(some), tmp_path)
    assert not fresh.ready
    assert list(await fresh.suggest(ASKED, "id", staff=False)) == []
    assert await fresh.search(ASKED, "id", staff=False) == []


async def test_facts_are_filled_in(some: list[Entry], tmp_path: Path) -> None:
    """What patrons read holds the library's facts, not the names of variables."""
    made = shelf(MemoryEntries(some), tmp_path)
    await made.refresh()
    found = await made.suggest(ASKED, "id", staff=False)
    assert found[0].entry == "perpanjang-pinjaman"
    entry = made.entry("perpanjang-pinjaman", "id")
    assert entry is not None
    assert "{{" not in entry.answer


async def test_changed_facts_are_indexed_again(some: list[Entry], tmp_path: Path) -> None:
    """After a restart with other facts the index holds them, though no entry was edited."""
    facts = read_variables(CONTENT / "variables.toml")
    store = MemoryEntries(some)
    before = Shelf(store, tmp_path, lambda: facts)
    await before.refresh()
    name = next(name for name in facts if f"{{{{{name}}}}}" in some[0].answer)
    other = {**facts, name: {"id": "sebelas windu", "en": "eleven aeons"}}
    after = Shelf(store, tmp_path, lambda: other)
    await after.refresh()
    found = await after.search("sebelas windu", "id", staff=False)
    assert some[0].id in [offer.entry for offer in found]


async def test_an_edit_is_found_after_the_next_refresh(some: list[Entry], tmp_path: Path) -> None:
    """A changed title is offered; a retired entry no longer is."""
    store = MemoryEntries(some)
    made = shelf(store, tmp_path)
    await made.refresh()
    assert not await made.refresh()
    retired = [
        replace(e, state=State.RETIRED) if e.id == "perpanjang-pinjaman" else e for e in some
    ]
    await store.replace_all(retired, NOON, "test")
    assert await made.refresh()
    offered = [offer.entry for offer in await made.suggest(ASKED, "id", staff=False)]
    assert "perpanjang-pinjaman" not in offered
    assert made.entry("perpanjang-pinjaman", "id") is None


async def test_edits_are_found_before_they_are_stored_and_after(
    some: list[Entry], tmp_path: Path
) -> None:
    """An edit goes into memory; the index on disk follows later, with the same answers."""
    store = MemoryEntries(some)
    made = shelf(store, tmp_path)
    await made.refresh()
    before = open_generation(tmp_path)
    edited = [
        replace(e, alternatives=("kukila mangsa",)) if e.id == "perpanjang-pinjaman" else e
        for e in some
    ]
    await store.replace_all(edited, NOON, "test")
    assert await made.refresh()
    first = await made.search("kukila mangsa", "id", staff=False, limit=1)
    assert [offer.entry for offer in first] == ["perpanjang-pinjaman"]
    assert open_generation(tmp_path).version == before.version
    await made.settle()
    assert open_generation(tmp_path).version not in ("", before.version)
    assert await made.search("kukila mangsa", "id", staff=False, limit=1) == first
    await made.settle()
    assert made.version == 2


async def test_what_changes_no_text_builds_no_index(some: list[Entry], tmp_path: Path) -> None:
    """A vote moves the knowledge base on; the index stays the one it was, at a start too."""
    store = MemoryEntries(some)
    made = shelf(store, tmp_path)
    await made.refresh()
    before = open_generation(tmp_path)
    await store.replace_all(some, NOON, "test")
    assert await made.refresh()
    await made.settle()
    later = shelf(store, tmp_path)
    assert await later.refresh()
    assert (made.version, later.version) == (2, 2)
    assert open_generation(tmp_path).name == before.name


@pytest.mark.parametrize("installed", [True, False])
async def test_the_dense_extra_helps_or_is_not_in_the_way(
    some: list[Entry], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, installed: bool
) -> None:
    """Asked for, it finds by meaning; asked for but not installed, words answer as ever."""
    if not installed:
        monkeypatch.setattr("kb.dense.PACKAGE", "no-such-weights")
        encoder.cache_clear()
    facts = read_variables(CONTENT / "variables.toml")
    made = Shelf(MemoryEntries(some), tmp_path, lambda: facts, dense=True)
    await made.refresh()
    assert (tmp_path / NAME).is_file() == installed
    found = await made.suggest(ASKED, "id", staff=False)
    assert found[0].entry == "perpanjang-pinjaman"
    if not installed:
        encoder.cache_clear()


async def test_staff_entries_stay_with_staff(some: list[Entry], tmp_path: Path) -> None:
    """An entry for staff is neither suggested nor shown to patrons."""
    store = MemoryEntries(
        [replace(e, audience=Audience.STAFF) if e.id == "perpanjang-pinjaman" else e for e in some]
    )
    made = shelf(store, tmp_path)
    await made.refresh()
    for_patrons = [offer.entry for offer in await made.suggest(ASKED, "id", staff=False)]
    for_staff = [offer.entry for offer in await made.suggest(ASKED, "id", staff=True)]
    assert "perpanjang-pinjaman" not in for_patrons
    assert for_staff[0] == "perpanjang-pinjaman"
    assert made.entry("perpanjang-pinjaman", "id") is None


@pytest.mark.parametrize("damage", ["delete", "empty", "garble"])
async def test_a_damaged_index_is_built_again(
    some: list[Entry], tmp_path: Path, damage: str
) -> None:
    """Whatever became of the files, a new start answers as before."""
    store = MemoryEntries(some)
    await shelf(store, tmp_path).refresh()
    _damage(tmp_path, damage)
    again = shelf(store, tmp_path)
    await again.refresh()
    found = await again.suggest(ASKED, "id", staff=False)
    assert found[0].entry == "perpanjang-pinjaman"


def _damage(folder: Path, how: str) -> None:
    if how == "delete":
        shutil.rmtree(folder)
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        path.write_bytes(b"" if how == "empty" else b"\x93" + path.read_bytes()[::-1])
