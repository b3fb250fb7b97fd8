"""Keys: made once, kept for their owner, damaged ones refused."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from refdesk.errors import SettingsProblem
from refdesk.operations.keys import BYTES, key


def test_a_key_is_made_once_and_is_the_owners(tmp_path: Path) -> None:
    """The second reading gives the same key; no one else may read the file."""
    made = key(tmp_path, "codes")
    assert len(made) == BYTES
    assert key(tmp_path, "codes") == made
    assert key(tmp_path, "threads") != made
    assert stat.S_IMODE((tmp_path / "keys" / "codes").stat().st_mode) == 0o600


def test_a_damaged_key_is_never_replaced(tmp_path: Path) -> None:
    """A new key would orphan what the old one protects: the file is named instead."""
    key(tmp_path, "codes")
    (tmp_path / "keys" / "codes").write_text("abc")
    with pytest.raises(SettingsProblem, match="codes"):
        key(tmp_path, "codes")
    assert (tmp_path / "keys" / "codes").read_text() == "abc"
