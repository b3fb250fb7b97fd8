"""`refdesk db move` as an administrator types it."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from refdesk import cli
from refdesk.errors import SettingsProblem
from refdesk.store.migrating import upgrade
from tests.databases import empty_postgres


@pytest.fixture
def source(tmp_path: Path) -> str:
    """The address of a database with one account."""
    address = f"sqlite:///{tmp_path / 'refdesk.db'}"
    asyncio.run(upgrade(address))
    with sqlite3.connect(tmp_path / "refdesk.db") as database:
        values = ("main", "a1", "rina", "rina", "Rina", "x", "[]", "[]", 5, False)
        database.execute(
            "INSERT INTO staff (library, id, login, login_key, name, password_hash, roles,"
            " languages, capacity, disabled) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        )
    database.close()
    return address


def test_it_says_what_was_moved(source: str) -> None:
    """The rows of each table are told, then where to go on; what there is already is refused."""
    target = asyncio.run(empty_postgres())
    asked = ["db", "move", "--from", source]
    done = CliRunner().invoke(cli.app, asked, env={"REFDESK_MOVE_TO": target})
    assert done.exit_code == 0, done.output
    assert "staff\t1\n" in done.stdout
    assert "REFDESK_DATABASE" in done.stdout
    assert "Memeriksa / checking" in done.stderr
    again = CliRunner().invoke(cli.app, [*asked, "--to", target])
    assert isinstance(again.exception, SettingsProblem)


def test_without_a_source_it_is_the_one_of_the_settings(source: str, tmp_path: Path) -> None:
    """The settings name the database that is moved."""
    target = asyncio.run(empty_postgres())
    settings = tmp_path / "refdesk.toml"
    settings.write_text(f'database = "{source}"\n', "utf-8")
    asked = ["db", "move", "--to", target, "--settings", str(settings)]
    done = CliRunner().invoke(cli.app, asked)
    assert done.exit_code == 0, done.output
    assert "staff\t1\n" in done.stdout


def test_a_target_that_is_away_can_be_tried_again(source: str, tmp_path: Path) -> None:
    """A server that does not answer is one sentence with the remedy."""
    asked = ["db", "move", "--from", source, "--to", f"postgresql:///x?host={tmp_path}"]
    done = CliRunner().invoke(cli.app, asked)
    assert done.exit_code == 1
    assert "run the same command again" in done.stderr
