"""Errands: done by the running server where there is one, else by the tool itself."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from refdesk.clock import clock
from refdesk.errors import ForbiddenOrAbsent
from refdesk.knowledge.ports import untold
from refdesk.operations import window
from refdesk.operations.carrying_out import office_of
from refdesk.operations.courses import Course
from refdesk.operations.errands import run
from refdesk.operations.office import Office
from refdesk.operations.window import Window, ask
from refdesk.settings import load
from refdesk.store.opening import open_store

CONTENT = Path(__file__).parents[2] / "kb" / "content"
RINA = {"login": "rina", "name": "Rina", "password": "cukup-panjang", "roles": ["librarian"]}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """Open a store of its own."""
    settings = load(data_dir=tmp_path)
    store = await open_store(f"sqlite:///{tmp_path}/refdesk.db", clock=clock)
    yield office_of(settings, store)
    await store.close()


async def test_without_a_server_nobody_answers(tmp_path: Path) -> None:
    """A tool learns that it has to open the store itself, also from a killed server's socket."""
    socket = tmp_path / "refdesk.sock"
    assert await ask(socket, "staff_list", {}) is None
    server = await asyncio.start_unix_server(lambda *_: None, socket)
    server.close()
    assert await ask(socket, "staff_list", {}) is None


async def test_the_server_runs_errands_for_its_owner_only(office: Office, tmp_path: Path) -> None:
    """The socket answers like the store itself and is closed to others."""
    socket = tmp_path / "refdesk.sock"
    async with Window(office, socket):
        assert stat.S_IMODE(socket.stat().st_mode) == 0o600
        added = await ask(socket, "staff_add", RINA)
        listed = await ask(socket, "staff_list", {})
    assert added is not None
    assert added["login"] == "rina"
    assert listed == await run(office, "staff_list", {})


async def test_a_refusal_names_its_reason(office: Office) -> None:
    """An account that exists, a role that does not: each has a key."""
    await run(office, "staff_add", RINA)
    assert await run(office, "staff_add", RINA) == {"refused": "login_taken"}
    assert await run(office, "staff_add", {**RINA, "roles": ["boss"]}) == {"refused": "bad_role"}


async def test_a_lost_administrator_is_let_back_in(office: Office) -> None:
    """On the machine itself a disabled account becomes administrator again: a link, audited."""
    await run(office, "staff_add", {**RINA, "roles": ["admin"]})
    await run(office, "staff_add", {**RINA, "login": "sari", "roles": ["admin"]})
    await run(office, "staff_disable", {"login": "rina", "disabled": True})
    last = await run(office, "staff_disable", {"login": "sari", "disabled": True})
    assert last == {"refused": "last_admin"}
    nobody = await run(office, "staff_recover", {"login": "wati", "admin": False})
    assert nobody == {"refused": "no_such_staff"}
    disabled = await run(office, "staff_recover", {"login": "rina", "admin": False})
    assert disabled == {"refused": "account_disabled"}
    answer = await run(office, "staff_recover", {"login": "rina", "admin": True})
    row = await office.links.use(answer["token"], "kata-sandi-baru")
    assert (row.login, row.disabled) == ("rina", False)
    with pytest.raises(ForbiddenOrAbsent, match="link_over"):
        await office.links.use(answer["token"], "kata-sandi-baru")
    audited = [(one.actor, one.action) for one in await office.staff.audited()]
    assert ("command-line", "made_administrator") in audited
    assert ("command-line", "recovery_link_made") in audited


async def test_an_import_is_all_or_nothing(office: Office, tmp_path: Path) -> None:
    """One bad file among good ones: its line is named, and nothing is imported."""
    folder = tmp_path / "content" / "id" / "faq"
    folder.mkdir(parents=True)
    good = (CONTENT / "id" / "faq" / "perpanjang-pinjaman.md").read_text("utf-8")
    (folder / "perpanjang-pinjaman.md").write_text(good, "utf-8")
    (folder / "rusak.md").write_text("---\nid: rusak\nkind: faq\n---\n", "utf-8")
    answer = await run(office, "kb_import", {"directory": str(tmp_path / "content")})
    assert answer["refused"] == "bad_content"
    assert any("rusak.md" in problem[0] for problem in answer["problems"])
    assert await office.entries.all() == []


async def test_what_is_exported_can_be_imported_again(office: Office, tmp_path: Path) -> None:
    """The starter content comes back byte for byte."""
    await run(office, "kb_import", {"directory": str(CONTENT)})
    await run(office, "kb_export", {"directory": str(tmp_path / "out")})
    for file in CONTENT.glob("*/*/*.md"):
        written = tmp_path / "out" / file.relative_to(CONTENT)
        assert written.read_text("utf-8") == file.read_text("utf-8"), file.name


async def test_a_check_tells_what_is_wrong_between_entries(office: Office, tmp_path: Path) -> None:
    """A link into nothing is a fault, a missing translation is advice, in both languages."""
    folder = tmp_path / "content" / "id" / "faq"
    folder.mkdir(parents=True)
    lone = "---\ntitle: Boleh bawa kucing?\nrelated: [anjing]\n---\n\nTidak.\n"
    (folder / "kucing.md").write_text(lone, "utf-8")
    await run(office, "kb_import", {"directory": str(tmp_path / "content")})
    answer = await run(office, "kb_check", {})
    assert answer["versions"] == 1
    assert [(fault, told) for fault, _, told in answer["findings"]] == [
        (True, "id/kucing: 'related' names 'anjing', which does not exist"),
        (False, "id/kucing: there is no 'en' version"),
    ]


def many_entries(root: Path, count: int) -> Path:
    """Write so many entries as files."""
    folder = root / "id" / "faq"
    folder.mkdir(parents=True)
    for number in range(count):
        text = f"---\ntitle: Rak nomor {number} di mana?\n---\n\nDi lantai {number}.\n"
        (folder / f"rak-{number}.md").write_text(text, "utf-8")
    return root


class Listener(Course):
    """Keeps all it is told of another course."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, int]] = []

    def follow(self, stage: str, done: int, total: int) -> None:
        """Take over, and remember."""
        super().follow(stage, done, total)
        self.heard.append((stage, total))


async def test_a_long_import_tells_its_course(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asked the server hears how far it is, and the entries are found when it is done."""
    monkeypatch.setattr(window, "TELL_EVERY", 0.001)
    wanted = {"directory": str(many_entries(tmp_path / "content", 400))}
    course, socket = Listener(), tmp_path / "refdesk.sock"
    async with Window(office, socket):
        answer = await ask(socket, "kb_import", wanted, course)
    assert answer == {"changed": 400, "indexed": True}
    assert ("index", 400) in course.heard
    assert not await office.refresh(untold)


async def test_a_stopped_import_leaves_nothing(office: Office, tmp_path: Path) -> None:
    """It ends at its next step as if it had never begun, whoever carries it out."""
    wanted = {"directory": str(many_entries(tmp_path / "content", 400))}
    course = Course()
    course.stop()
    assert await run(office, "kb_import", wanted, course) == {"refused": "stopped"}
    async with Window(office, tmp_path / "refdesk.sock"):
        reader, writer = await asyncio.open_unix_connection(tmp_path / "refdesk.sock")
        writer.write(json.dumps({"errand": "kb_import", "wanted": wanted}).encode() + b"\n{}\n")
        answers = [json.loads(line) async for line in reader]
        writer.close()
    assert answers[-1] == {"refused": "stopped"}
    assert await office.entries.all() == []
