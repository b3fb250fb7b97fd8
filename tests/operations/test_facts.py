"""The library's facts: its own over the starter's, examples named."""

from __future__ import annotations

from pathlib import Path

import pytest

from refdesk.errors import SettingsProblem
from refdesk.operations.facts import OWN, example_facts, read_facts
from refdesk.operations.facts_check import library_facts
from refdesk.settings import load


def test_own_facts_win(tmp_path: Path) -> None:
    """A fact of the library's own file replaces the example; the others stay."""
    settings = load(data_dir=tmp_path)
    starter = read_facts(settings)
    (tmp_path / OWN).write_text('[telepon]\nid = "0548-1"\nen = "0548-1"\nexample = false\n')
    own = read_facts(settings)
    assert own["telepon"]["id"] == "0548-1"
    assert own["alamat"] == starter["alamat"]
    assert "telepon" not in example_facts(settings)
    assert "alamat" in example_facts(settings)


async def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    """File, line and reason, from the server and from the doctor."""
    (tmp_path / OWN).write_text('[telepon]\nid = "0548-1"\n')
    settings = load(data_dir=tmp_path)
    with pytest.raises(SettingsProblem, match=r"facts\.toml:1: .*telepon"):
        read_facts(settings)
    found = await library_facts(settings)
    assert not found.good
    assert "telepon" in found.says[0]
