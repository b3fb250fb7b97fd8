"""A database of a newer release, met by the commands of this one."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from pathlib import Path

import pytest

from refdesk import cli
from refdesk.store.migrating import upgrade


def test_it_is_refused_in_words_and_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command ends with status 2 and the remedy in both languages; no byte is changed."""
    file = tmp_path / "refdesk.db"
    asyncio.run(upgrade(f"sqlite:///{file}"))
    with sqlite3.connect(file) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    before = file.read_bytes()
    monkeypatch.setenv("REFDESK_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["refdesk", "staff", "list"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "9999" in said
    assert "pasang rilis itu" in said
    assert "install that release" in said
    assert file.read_bytes() == before
