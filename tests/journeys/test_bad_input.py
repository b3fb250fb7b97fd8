"""Wrong settings, files, addresses: one clear sentence with place and remedy, never a traceback."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.journeys.desks import desk, prepared
from tests.journeys.server import ROOT, ServerProcess, free_port
from tests.journeys.wire_people import patron, until

TOKEN = "123456:rahasia-bot"


async def refused(server: ServerProcess, *arguments: str, status: int = 2) -> str:
    """Run a command that must fail in plain words; give what it says."""
    done = await asyncio.to_thread(server.run, *arguments)
    assert done.returncode == status, done
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"PORT": "delapan"}, ["port", "REFDESK_PORT"]),
        ({"HOURS": "tiap hari"}, ["REFDESK_HOURS", '{"mon"']),
        ({"HOST": "bukan.alamat.invalid"}, ["bukan.alamat.invalid", "REFDESK_HOST"]),
        ({"DATA_DIR": __file__}, [__file__, "hak tulis", "choose another folder"]),
        ({"DATA_DIR": "/proc/sys"}, ["/proc", "pilih folder lain", "choose another folder"]),
        ({"DATABASE": "mysql://a:sandi@b/c"}, ["REFDESK_DATABASE", "'mysql'", "postgresql://"]),
        ({"DATABASE": "postgresql://a:sandi@127.0.0.1:9/b"}, ["REFDESK_DATABASE", "check its"]),
    ],
)
async def test_a_wrong_setting_is_named(
    env: dict[str, str], says: list[str], tmp_path: Path
) -> None:
    """The server does not start; it names the setting and what to do, never a password."""
    server = ServerProcess(tmp_path, {f"REFDESK_{key}": value for key, value in env.items()})
    told = await refused(server, "serve")
    assert [one for one in says if one not in told] == []
    assert "sandi@" not in told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("prot = 8080", ["prot", "pengaturan tidak dikenal"]),
        ("port = = 8080", ["line 1"]),
        ("[hours]\nsunday = '08:00-12:00'", ["hours", "'sunday'", "sun"]),
        (None, ["berkas tidak ada", "no such file"]),
    ],
)
async def test_a_wrong_settings_file_is_named(
    text: str | None, says: list[str], tmp_path: Path
) -> None:
    """The file and the place in it are told; a missing file is not taken for an empty one."""
    file = tmp_path / "refdesk.toml"
    if text is not None:
        file.write_text(text)
    told = await refused(ServerProcess(tmp_path), "serve", "--settings", str(file))
    assert [one for one in (str(file), *says) if one not in told] == []


async def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    """Another program on the port: which port, and the setting for another."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        told = await refused(ServerProcess(tmp_path, port=port), "serve")
    assert f"127.0.0.1:{port}" in told
    assert "REFDESK_PORT" in told
    assert "stop the other program" in told


async def test_a_second_server_on_the_same_file_refuses(tmp_path: Path) -> None:
    """The first goes on serving, the second says which file is taken."""
    async with desk(tmp_path) as first, patron(first) as asker:
        conversation = await asker.open("jam buka?")
        told = await refused(ServerProcess(tmp_path, first.env), "serve")
        assert "refdesk.db" in told
        assert "another refdesk process" in told
        await asker.say(conversation, "masih di sini?")


@pytest.mark.parametrize("whole", [True, False])
async def test_a_damaged_database_is_not_served(whole: bool, tmp_path: Path) -> None:
    """Garbage instead of a database, or inside one: file and remedy are told, nothing is served."""
    server = await prepared(tmp_path)
    file = tmp_path / "var" / "refdesk.db"
    kept = b"" if whole else file.read_bytes()[:4_096]
    file.write_bytes(kept + b"bukan basis data " * 4_000)
    told = await refused(server, "serve")
    assert str(file) in told
    assert "pulihkan cadangan" in told
    assert "restore a backup" in told
    report = await asyncio.to_thread(server.run, "doctor")
    assert report.returncode == 1
    assert "pulihkan cadangan" in report.stdout


async def test_malformed_content_changes_nothing(tmp_path: Path) -> None:
    """One bad file among good ones: its line is told, nothing at all is imported."""
    content = tmp_path / "isi"
    shutil.copytree(ROOT / "kb" / "content" / "id" / "faq", content / "id" / "faq")
    bad = content / "id" / "faq" / "rusak.md"
    bad.write_text("---\nid: rusak\ntitle: [tanpa penutup\n---\nIsi.\n")
    async with desk(tmp_path) as server:
        told = await refused(server, "kb", "import", str(content), status=1)
        assert "id/faq/rusak.md:3: " in told
        assert "nothing was imported" in told
        told = await refused(server, "kb", "import", str(tmp_path / "tak-ada"), status=1)
        assert "tak-ada" in told
        assert "0 berkas" in await asyncio.to_thread(server.must, "kb", "export", str(tmp_path))
        bad.unlink()
        await asyncio.to_thread(server.must, "kb", "import", str(content))


async def test_a_damaged_index_heals(tmp_path: Path) -> None:
    """Garbled while the server was stopped, the index is built again from the database."""
    async with desk(tmp_path) as server:
        await asyncio.to_thread(server.must, "kb", "import", "kb/content")
        await until(lambda: bool(found(server)), "the knowledge base answers")
        before = found(server)
        server.stop()
        files = [file for file in (tmp_path / "var" / "index").rglob("*") if file.is_file()]
        assert files
        for file in files:
            file.write_bytes(b"rusak" * 100)
        await server.start()
        await until(lambda: found(server) == before, "it answers as before")
        assert "index missing or damaged" in server.log


def found(server: ServerProcess) -> list[str]:
    """Search the knowledge base."""
    address = f"{server.url}/api/kb/search?q={quote('perpanjang buku')}&lang=id"
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 - our own
        return [offer["entry"] for offer in json.load(answer)["offers"]]


async def test_a_wrong_bot_address_leaves_the_web_open(tmp_path: Path) -> None:
    """The server serves patrons all the same; the doctor names the address, nobody the token."""
    api = f"http://127.0.0.1:{free_port()}"
    telegram = {"REFDESK_TELEGRAM_TOKEN": TOKEN, "REFDESK_TELEGRAM_API": api}
    async with desk(tmp_path, **telegram) as server, patron(server) as asker:
        await asker.open("jam buka?")
        report: subprocess.CompletedProcess[str] = await asyncio.to_thread(server.run, "doctor")
        assert report.returncode == 1
        assert api in report.stdout
        assert "telegram_api" in report.stdout
        assert TOKEN not in report.stdout + report.stderr
    assert TOKEN not in server.log


async def test_a_lost_lock_ends_the_server(tmp_path: Path) -> None:
    """Removed under the server, its lock ends it with status 3; what was unsent comes later."""
    server = await prepared(tmp_path)
    await server.start()
    async with patron(server) as asker:
        conversation = await asker.open("jam buka?")
        (tmp_path / "var" / "refdesk.db.lock").unlink()
        unsent = asyncio.create_task(asker.say(conversation, "halo?"))
        assert server.process is not None
        assert await asyncio.to_thread(server.process.wait, 30) == 3
        assert "refdesk.db.lock" in server.log
        await server.start()
        await unsent
        await until(lambda: asker.texts(conversation) == ["jam buka?", "halo?"], "it is shown")
    assert server.stop() == 0
    assert "Traceback" not in server.log
