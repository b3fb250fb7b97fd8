"""A call for help: what it says, whom it reaches by mail or Telegram, what it leaves out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_string, policy
from pathlib import Path

import pytest
from aiohttp import web
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_aiohttp.plugin import AiohttpServer

from refdesk.desk.escalating import Call
from refdesk.errors import SettingsProblem
from refdesk.operations.calling_for_help import letter, ways_of
from refdesk.operations.crisis_check import crisis_contact
from refdesk.operations.mail_check import mail_server, mail_to
from refdesk.settings import Settings, load
from refdesk.settings_mail import is_address

CALL = Call(datetime(2026, 3, 2, 12, 40, tzinfo=UTC), "Siti")


@dataclass
class Post:
    """A mail server that keeps what it is given, or refuses every recipient."""

    refuses: bool = False
    letters: list[str] = field(default_factory=list)
    port: int = 0

    def settings(self, **more: object) -> Settings:
        """Give settings that use it."""
        server, sender = f"127.0.0.1:{self.port}", "tanya@perpus.example"
        return load(None, mail_server=server, mail_security="none", mail_from=sender, **more)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak as much SMTP as a letter needs."""
        writer.write(b"220 post\r\n")
        while line := (await reader.readline()).decode():
            match line[:4].upper().strip():
                case "DATA":
                    writer.write(b"354 go on\r\n")
                    text = (await reader.readuntil(b"\r\n.\r\n")).decode()
                    self.letters.append(text.removesuffix("\r\n.\r\n"))
                    writer.write(b"250 kept\r\n")
                case "RCPT" if self.refuses:
                    writer.write(b"550 nobody here\r\n")
                case "QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                case _:
                    writer.write(b"250 good\r\n")
        writer.close()


@asynccontextmanager
async def post(*, refuses: bool = False) -> AsyncIterator[Post]:
    """Run a mail server."""
    found = Post(refuses)
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    async with server:
        yield found


async def test_a_call_is_mailed_in_the_librarys_words() -> None:
    """It names the librarian, the time of the library's clock, where to look."""
    async with post() as office:
        settings = office.settings(library_name="Perpustakaan Kota Uji")
        way = ways_of(settings, "https://tanya.perpus.example")["mail"]
        assert await way("ratna@perpus.example", CALL)
    (text,) = office.letters
    mail = message_from_string(text, policy=policy.default)
    assert (mail["To"], mail["From"]) == ("ratna@perpus.example", "tanya@perpus.example")
    assert "Perpustakaan Kota Uji" in mail["Subject"]
    told = mail.get_content()
    assert "Siti" in told
    assert "19.40" in told
    assert "https://tanya.perpus.example/console" in told


async def test_a_letter_that_is_not_taken_reaches_nobody() -> None:
    """A refused recipient, a line break in the address, a server that is not there."""
    async with post(refuses=True) as office:
        way = ways_of(office.settings(), "https://tanya.perpus.example")["mail"]
        assert not await way("ratna@perpus.example", CALL)
        assert not await way("ratna@perpus.example\nBcc: all@perpus.example", CALL)
    assert not await way("ratna@perpus.example", CALL)
    assert office.letters == []


def test_a_line_break_makes_no_further_header() -> None:
    """The subject holds the library's name, which somebody typed."""
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        letter(load(mail_from="a@b.example"), "c@d.example", "x\nBcc: e@f.example", "text")


async def test_a_call_goes_to_a_chat(aiohttp_server: AiohttpServer) -> None:
    """The bot sends it; where the chat is closed, nobody was reached."""
    asked: list[str] = []

    async def send(request: web.Request) -> web.Response:
        said = await request.post()
        asked.append(str(said["text"]))
        return web.json_response({"ok": said["chat_id"] == "77", "description": "no such chat"})

    app = web.Application()
    app.router.add_post("/bot1:a/sendMessage", send)
    server = await aiohttp_server(app)
    settings = load(telegram_token="1:a", telegram_api=str(server.make_url("/")))
    way = ways_of(settings, "https://tanya.perpus.example")["telegram"]
    assert await way("77", CALL)
    assert not await way("78", CALL)
    assert "Siti" in asked[0]


async def test_the_doctor_tries_the_mail_server() -> None:
    """It says whether the server lets us in, sends a letter on request, misses what is not set."""
    async with post() as office:
        assert (await mail_server(office.settings())).good
        assert (await mail_to(office.settings(), "ratna@perpus.example")).good
        assert not (await mail_to(office.settings(), "ratna@")).good
    assert len(office.letters) == 1
    assert not (await mail_server(office.settings())).good
    assert (await mail_server(load())).good
    assert not (await mail_server(load(crisis={"mail": "ratna@perpus.example"}))).good


async def test_the_doctor_misses_whom_to_call() -> None:
    """Without a name and a telephone there is a hint; then it says by which ways they are told."""
    bare = await crisis_contact(load())
    assert (bare.good, bare.serious) == (False, False)
    named = {"contact": "Bu Ratna", "phone": "0812-0000-1111"}
    assert "by telephone only" in (await crisis_contact(load(crisis=named))).says[1]
    called = named | {"telegram": "77"}
    reached = await crisis_contact(load(crisis=called, telegram_token="1:a"))
    assert (reached.good, "told by telegram" in reached.says[1]) == (True, True)


@pytest.mark.parametrize(
    ("name", "address", "key"),
    [
        ("telegram", "77", "telegram_token"),
        ("anak:telegram", "77", "telegram_token"),
        ("mail", "ratna@perpus.example", "mail_server"),
    ],
)
async def test_the_doctor_misses_a_way_that_is_not_set_up(
    name: str, address: str, key: str
) -> None:
    """A number or an address alone tells nobody: the finding names what has to be set."""
    named = {"contact": "Bu Ratna", "phone": "0812-0000-1111", name: address}
    found = await crisis_contact(load(crisis=named))
    assert (found.good, found.serious) == (False, True)
    assert all(name in said for said in found.says)
    assert all(key in remedy for remedy in found.remedy)


@pytest.mark.parametrize(
    "address",
    ["ratna", "ratna@", "<", "a@[", "a@b.", "a@.b", "a,b@c", "a b@c", "a@b\nBcc: c@d", '"a"@b'],
)
@pytest.mark.parametrize("key", ["mail", "anak:mail"])
def test_a_crisis_is_not_mailed_to_what_is_no_address(
    tmp_path: Path, key: str, address: str
) -> None:
    """It is told at the start, with key and remedy, not to the librarian who calls for help."""
    file = tmp_path / "refdesk.toml"
    file.write_text(f"[crisis]\n{json.dumps(key)} = {json.dumps(address)}\n", "utf-8")
    with pytest.raises(SettingsProblem, match=rf"crisis(.|\n)*{key} = (.|\n)*one mail address"):
        load(file)


@given(st.builds("{}@{}".format, *(2 * [st.text(st.characters(codec="ascii"), min_size=1)])))
@example("ratna.s+meja@perpus-kota.example")
def test_a_letter_can_be_written_to_every_address_that_is_taken(address: str) -> None:
    """What the settings let pass is one recipient, as it stands."""
    if is_address(address):
        written = letter(load(mail_from="a@b.example"), address, "x", "text")
        assert [one.addr_spec for one in written["To"].addresses] == [address]


def test_a_mail_server_needs_a_port_and_a_sender(tmp_path: Path) -> None:
    """What is missing is named by its key."""
    file = tmp_path / "refdesk.toml"
    for text, key in (
        ('mail_server = "smtp"', "mail_server"),
        ('mail_server = "a:25"', "mail_from"),
    ):
        file.write_text(text, "utf-8")
        with pytest.raises(SettingsProblem, match=key):
            load(file)
