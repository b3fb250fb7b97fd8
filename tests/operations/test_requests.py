"""`refdesk privacy` as an administrator types it: requests, the breach drill, nothing left."""

from __future__ import annotations

import asyncio
import csv
import io
import secrets
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from refdesk.cli import app
from refdesk.clock import clock
from refdesk.operations.carrying_out import office_of
from refdesk.operations.keys import key_ring
from refdesk.operations.privacy_values import SEALING
from refdesk.privacy.sealing import Sealer
from refdesk.settings import load
from refdesk.store import scrubbing
from refdesk.store.opening import Store, open_store
from tests.privacy.library import CANARY, Span, fill
from tests.web.site import RENEW

NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
SPAN = Span(NOW - timedelta(days=3), NOW)
COUNT = 6
BREACH = ("breach", "--from", "2026-03-01", "--to", "2026-03-02")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with some ended conversations, no server running."""
    monkeypatch.setenv("REFDESK_DATA_DIR", str(tmp_path))
    asyncio.run(_filled(tmp_path))
    return tmp_path


async def _filled(folder: Path) -> None:
    async with opened(folder) as store:
        await store.entries.replace_all([RENEW], NOW, "test")
        sealer = Sealer(key_ring(folder, SEALING), secrets.token_bytes)
        ids = await fill(store, COUNT, SPAN, sealer)
        care = office_of(load(data_dir=folder), store).privacy.care
        await care.leave_nothing(ids)  # what is derived is there: indexes, lessons


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Store]:
    """Open the store of a data folder."""
    store = await open_store(f"sqlite:///{folder / 'refdesk.db'}", clock=clock)
    yield store
    await store.close()


def privacy(*typed: str, given: str = "") -> Result:
    """Type a command."""
    return CliRunner().invoke(app, ["privacy", *typed], input=given)


def left(folder: Path, number: int) -> int:
    """Count what is left of a conversation's words in all files."""
    word = f"{number:06d}x".encode()
    files = (file for file in folder.rglob("*") if file.is_file())
    return sum(file.read_bytes().count(word) for file in files)


def test_each_request_is_one_command_with_a_receipt(folder: Path) -> None:
    """Access gives everything but notes, erasure leaves no byte, nobody's data is refused."""
    out = folder / "out.txt"
    given = privacy("access", "p1", "--reason", "surat 1", "--out", str(out))
    assert given.exit_code == 0, given.output
    text = out.read_text("utf-8")
    assert f"{CANARY}question000001x" in text
    assert f"{CANARY}seal000001x" in text
    assert f"{CANARY}note" not in text
    out.unlink()
    fixed = privacy("correct", "c000002", "--reason", "r", "--message", "1", given="Siti")
    assert fixed.exit_code == 0, fixed.output
    assert left(folder, 1) > 0
    assert left(folder / "index", 1) > 0
    erased = privacy("erase", "p1", "--reason", "surat 2")
    assert "percakapan / conversations: 1" in erased.output
    assert left(folder, 1) == 0
    assert left(folder, 3) > 0
    paper = ("--reason", f"surat {CANARY}name000005x", "--received", "2026-03-01T09:00")
    assert privacy("restrict", "p5", *paper).exit_code == 0
    early = privacy("restrict", "p5", "--reason", "x", "--received", "2126-01-01")
    assert "tidak boleh di masa depan. / " in early.output
    assert early.exit_code == 1
    assert privacy("erase", "tidak-ada", "--reason", "x").exit_code == 1
    listed = [line.split("\t") for line in privacy("requests").output.splitlines()]
    assert [cells[1] for cells in listed] == ["erase", "correct", "access", "restrict"]
    # The clock of a letter runs from its day (WIB); its writer's name stands nowhere.
    assert (listed[3][2], listed[3][4]) == ("2026-03-04T09:00+07:00", "surat [NAMA]")


def test_a_receipt_says_that_bytes_may_remain(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody reads in the log: it is erased, and its bytes go with the next scrub."""
    monkeypatch.setattr(scrubbing, "_TRIES", 1)
    with closing(sqlite3.connect(folder / "refdesk.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM conversation").fetchone()
        erased = privacy("erase", "p1", "--reason", "surat 2")
        assert erased.exit_code == 0, erased.output
        assert "bukti / receipt" in erased.output
        assert "Ditunda: sisa dari yang dihapus" in erased.output
        assert "Put off: bytes of what was deleted may remain" in erased.output
        assert left(folder, 1) > 0
    purged = privacy("purge")
    assert "Put off" not in purged.output
    assert left(folder, 1) == 0


def test_an_account_is_given_its_own_desks(folder: Path) -> None:
    """None named: all desks are its own again; an account that does not exist is refused."""
    CliRunner().invoke(app, ["staff", "add", "siti", "--name", "Siti"], input="cukup-panjang\n")
    given = CliRunner().invoke(app, ["staff", "desks", "siti", "main", "anak"])
    assert given.output == "siti: anak, main\n"
    assert CliRunner().invoke(app, ["staff", "desks", "nobody"]).exit_code == 1
    assert asyncio.run(_desks(folder)) == {"anak", "main"}


async def _desks(folder: Path) -> frozenset[str]:
    async with opened(folder) as store:
        row = await store.staff.by_login("siti")
        assert row is not None
        return await store.own_desks.of(row.id)


def test_a_breach_tells_who_which_data_and_drafts_the_notice(folder: Path) -> None:
    """Only what was kept in the span; the table opens in a spreadsheet, the drafts are filled."""
    privacy("erase", "p4", "--reason", "surat")
    out = folder / "breach"
    done = privacy(*BREACH, "--out", str(out))
    assert done.exit_code == 0, done.output
    table = list(csv.DictReader(io.StringIO((out / "patrons.csv").read_text("utf-8-sig"))))
    assert {row["patron"] for row in table} == {f"p{number}" for number in range(COUNT)}
    fields = {row["patron"]: row["fields"] for row in table}
    assert fields["p0"] == "comment, messages, name, notes, sealed phone"
    assert fields["p4"] == "comment, messages, name, notes"  # erased since: what was there
    notice = (out / "notice.id.txt").read_text("utf-8")
    assert f"{COUNT} percakapan milik {COUNT} pemustaka" in notice
    assert "nomor telepon (tersegel): 5" in notice
    assert "Minggu, 1 Maret 2026 00.00 WIB dan Selasa, 3 Maret 2026 00.00 WIB" in notice
    assert "{" not in notice
    mine = privacy(*BREACH, "--patron", "p2", "--out", str(out))
    assert "conversations: 1 (" in mine.output
    assert privacy(*BREACH, "--patron", "p99", "--out", str(out)).exit_code == 1
    strange = privacy(*BREACH, "--token", "t99", "--out", str(out))
    assert (strange.exit_code, "column Detail" in strange.output) == (1, True)
    early = privacy("breach", "--from", "2026-01-01", "--to", "2026-01-02", "--out", str(out))
    assert "patrons: 0" in early.output
