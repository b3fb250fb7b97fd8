"""The library's facts: the database's over the starter's, a file taken in, examples named."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from refdesk.clock import clock
from refdesk.errors import SettingsProblem
from refdesk.operations.facts import OWN, TAKEN, facts_over, listed_facts, take_file
from refdesk.operations.facts_check import library_facts
from refdesk.settings import load
from refdesk.store.opening import Store, open_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Give the store of the data folder."""
    store = await open_store(load(data_dir=tmp_path).database_url, clock=clock)
    yield store
    await store.close()


async def test_a_file_is_taken_into_the_database_once(tmp_path: Path, store: Store) -> None:
    """What it fills in wins over the starter, its examples do not count, and it is set aside."""
    settings, facts = load(data_dir=tmp_path), facts_over(store.facts)
    (tmp_path / OWN).write_text(
        '[telepon]\nid = "0548-1"\nen = "0548-1"\nexample = false\n'
        '[surel]\nid = "a@b.id"\nen = "a@b.id"\nexample = true\n'
    )
    await take_file(settings, facts, clock)
    assert facts.current()["telepon"]["id"] == "0548-1"
    assert facts.current()["alamat"] == {f.name: f.wording for f in listed_facts()}["alamat"]
    assert "telepon" not in facts.examples()
    assert {"alamat", "surel"} <= set(facts.examples())
    assert not (tmp_path / OWN).exists()
    assert (tmp_path / TAKEN).exists()


async def test_a_broken_file_is_named_with_its_line(tmp_path: Path, store: Store) -> None:
    """File, line and reason; nothing is taken, and the file stays."""
    settings, facts = load(data_dir=tmp_path), facts_over(store.facts)
    (tmp_path / OWN).write_text('[telepon]\nid = "0548-1"\n')
    with pytest.raises(SettingsProblem, match=r"facts\.toml:1: .*telepon"):
        await take_file(settings, facts, clock)
    assert (tmp_path / OWN).exists()
    assert await store.facts.all() == ({}, 0)


async def test_the_doctor_names_what_is_still_invented(tmp_path: Path) -> None:
    """Before anything is filled in, all examples are told, and where to fill them in."""
    found = await library_facts(load(data_dir=tmp_path))
    assert not found.good
    assert "nama_perpustakaan" in found.says[0]
    assert found.remedy is not None
    assert "/fakta" in found.remedy[0]
