"""The terminal patron against a real server over a real port."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bots import terminal_words as words
from bots.__main__ import main
from bots.terminal import Terminal
from bots.terminal_state import TerminalState
from refdesk.domain import commands as c
from refdesk.domain.conversation import Stage
from refdesk.domain.events import Said
from tests.fakes.whole_desk import librarian
from tests.web.wired import Wired, wired


class Screen:
    """What a terminal has shown."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._more = asyncio.Event()

    def show(self, line: str) -> None:
        """Take a line."""
        self.lines.append(line)
        self._more.set()

    async def until(self, part: str) -> str:
        """Wait for a line with this part."""
        async with asyncio.timeout(20):
            while True:
                found = [line for line in self.lines if part in line]
                if found:
                    return found[0]
                self._more.clear()
                await self._more.wait()


class Keyboard:
    """What a patron types."""

    def __init__(self) -> None:
        self.lines: asyncio.Queue[str] = asyncio.Queue()

    async def __aiter__(self) -> AsyncIterator[str]:
        while (line := await self.lines.get()) != "end of input":
            yield line

    def type(self, line: str) -> None:
        """Type a line."""
        self.lines.put_nowait(line)


@asynccontextmanager
async def terminal(
    server: Wired, path: Path, language: str = "id"
) -> AsyncIterator[tuple[Keyboard, Screen]]:
    """Run a terminal until the block is over."""
    keyboard, screen = Keyboard(), Screen()
    address = f"http://127.0.0.1:{server.port}"
    one = Terminal(address, language, TerminalState.load(path), screen.show)
    task = asyncio.create_task(one.run(keyboard))
    try:
        yield keyboard, screen
    finally:
        keyboard.type("end of input")
        async with asyncio.timeout(20):
            await task


async def test_whole_conversation_in_a_terminal(tmp_path: Path) -> None:
    """Ask, read a suggestion, ask a librarian, get the answer, end, rate, get a code."""
    async with wired() as server, terminal(server, tmp_path / "s.json") as (keyboard, screen):
        server.desk.answers.entries = {"perpanjang": "perpanjangan"}
        await server.desk.on_duty("sari")
        await screen.until(words.CONNECTED)
        keyboard.type("gmn cara perpanjang buku")
        keyboard.type("buku anak")
        await screen.until("Anda: buku anak")
        await screen.until("1. Perpanjangan")
        keyboard.type("jawab 1")
        await screen.until("Perpanjangan\nperpanjangan")
        keyboard.type("jawab 7")
        await screen.until(words.NO_ANSWER)
        keyboard.type("pustakawan")
        sari = librarian("sari")
        (conversation,) = server.desk.memory.states
        fence = (await server.desk.turns.take(sari, conversation, c.Claim())).seq
        await server.desk.turns.take(sari, conversation, c.Say("Lewat situs kami.", fence))
        await screen.until("Sari membaca pertanyaan Anda.")
        await screen.until("Sari: Lewat situs kami.")
        keyboard.type("kode")
        await screen.until("Kode kembali:")
        keyboard.type("selesai")
        await screen.until("Percakapan selesai.")
        keyboard.type("nilai 5")
        await screen.until(words.RATED)
        state = server.desk.memory.states[conversation]
        assert (state.stage, state.rating, state.unhelped) == (Stage.ENDED, 5, True)
        said = [line for line in screen.lines if line.startswith(("Anda:", "Sari:"))]
        assert said == [
            "Anda: gmn cara perpanjang buku",
            "Anda: buku anak",
            "Sari: Lewat situs kami.",
        ]


async def test_state_survives_between_runs(tmp_path: Path) -> None:
    """A later run goes on with the conversation and shows only what is new."""
    path = tmp_path / "s.json"
    async with wired() as server:
        async with terminal(server, path, "en") as (keyboard, screen):
            keyboard.type("opening hours?")
            await screen.until("You: opening hours?")
        assert path.stat().st_mode & 0o077 == 0
        async with terminal(server, path, "en") as (keyboard, screen):
            await screen.until("last conversation")
            keyboard.type("on Sunday?")
            await screen.until("You: on Sunday?")
            assert not [line for line in screen.lines if "opening hours" in line]
        assert len(server.desk.memory.states) == 1
        async with terminal(server, path, "en") as (keyboard, screen):
            await screen.until("(connected)")
            keyboard.type("new")
            keyboard.type("membership?")
            await screen.until("You: membership?")
        assert len(server.desk.memory.states) == 2


async def test_what_no_frame_can_hold_is_left_out(tmp_path: Path) -> None:
    """Bytes that are no text do not end the talk, a text far too long is refused in words."""
    async with wired() as server, terminal(server, tmp_path / "s.json") as (keyboard, screen):
        keyboard.type("halo \udcff\0 kabar")
        await screen.until("Anda: halo ? kabar")
        keyboard.type("a" * 70_000)
        await screen.until("4.000")
        keyboard.type("jam buka?")
        await screen.until("Anda: jam buka?")
        (events,) = server.desk.memory.events.values()
        bodies = [one.event.body for one in events if isinstance(one.event, Said)]
        assert bodies == ["halo ? kabar", "jam buka?"]


async def test_text_after_the_end_opens_a_linked_conversation(tmp_path: Path) -> None:
    """What is written long after the end becomes a new conversation linked to the old one."""
    async with wired() as server, terminal(server, tmp_path / "s.json") as (keyboard, screen):
        keyboard.type("satu")
        await screen.until("Anda: satu")
        keyboard.type("selesai")
        await screen.until("Percakapan selesai.")
        await server.desk.later(hours=1)
        keyboard.type("dua")
        await screen.until("Anda: dua")
        first, second = server.desk.memory.states.values()
        assert second.previous == first.id


def test_every_sentence_has_its_english() -> None:
    """No sentence of the terminal lacks its English."""
    sentences = {
        value
        for name, value in vars(words).items()
        if name.isupper() and isinstance(value, str) and not name.startswith("_")
    }
    assert sentences == set(words.ENGLISH)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("jawab 2", ("answer", 2)),
        ("/JAWAB 2", ("answer", 2)),
        ("jawab saya dong", ("say", 0)),
        ("jawab", ("say", 0)),
        ("selesai", ("end", 0)),
        ("selesai jam berapa?", ("say", 0)),
        ("nilai 5", ("rate", 5)),
        ("/", ("say", 0)),
    ],
)
def test_what_a_line_asks_for(line: str, command: tuple[str, int]) -> None:
    """Only a whole command is one; a question that begins like it is sent."""
    assert words.command_of(line) == command


def test_damaged_state_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A damaged state file ends the program with its name, not with a traceback."""
    path = tmp_path / "s.json"
    path.write_text("{")
    assert main(["terminal", "--state", str(path)]) == 2
    assert str(path) in capsys.readouterr().err


def test_telegram_names_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without its settings the Telegram bot says which are missing."""
    monkeypatch.delenv("REFDESK_SERVER", raising=False)
    assert main(["telegram"]) == 2
    assert "REFDESK_SERVER" in capsys.readouterr().err


async def test_piped_question_is_sent(tmp_path: Path) -> None:
    """The program itself takes a question from a pipe, shows it durable, ends with the input."""
    async with wired() as server:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bots", "terminal", "--state", str(tmp_path / "s.json")),
            *("--server", f"http://127.0.0.1:{server.port}"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        async with asyncio.timeout(30):
            out, _ = await process.communicate(b"jam buka?\n")
        assert process.returncode == 0
        assert "jam buka?" in server.desk.memory.previews.values()
        assert "Meja referensi" in out.decode()
