"""The doctor: names what is wrong and what to do, in two languages."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from refdesk.operations import bot_check, checks, storage_checks
from refdesk.operations.bot_watch import BotWatch
from refdesk.operations.clock_check import compared
from refdesk.operations.doctor import Finding, examine, healthy, lines
from refdesk.operations.running_check import running_server
from refdesk.operations.sqlite_check import sqlite_build
from refdesk.operations.store_check import database, knowledge
from refdesk.settings import Settings, load
from refdesk.store import page_map
from refdesk.web.checks import receiving_check

TOKEN = "123456:AAbb"


def settings(folder: Path, **values: object) -> Settings:
    """Give settings over a folder of the test."""
    return load(None, **{"data_dir": folder, "port": 0, **values})


async def test_a_taken_port_is_named_with_its_remedy(tmp_path: Path) -> None:
    """Another program on the port: said in the reader's language, with the setting to change."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        found = await checks.port_free(settings(tmp_path, port=other.getsockname()[1]))
    assert not found.good
    told = lines([found], "en")
    assert "cannot be used" in told[0]
    assert "REFDESK_PORT" in told[1]
    assert "tidak dapat dipakai" in lines([found], "id")[0]


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A data folder below a file cannot be."""
    (tmp_path / "file").write_text("")
    found = await checks.data_folder(settings(tmp_path / "file" / "var"))
    assert not found.good
    assert str(tmp_path / "file" / "var") in found.says[0]


async def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    """A file that is no database is serious."""
    (tmp_path / "refdesk.db").write_bytes(b"not a database" * 1000)
    found = await database(settings(tmp_path))
    assert not found.good
    assert found.serious


async def test_a_new_database_asks_for_the_first_account(tmp_path: Path) -> None:
    """A database without accounts is a hint, not a fault."""
    found = await database(settings(tmp_path))
    assert (found.good, found.serious) == (False, False)
    assert "first-run" in found.remedy[1]


async def test_plain_http_for_the_public_is_a_fault(tmp_path: Path) -> None:
    """Browsers refuse the widget without TLS."""
    bad = await checks.public_address(settings(tmp_path, public_url="http://tanya.example"))
    good = await checks.public_address(settings(tmp_path, public_url="https://tanya.example"))
    assert (bad.good, good.good) == (False, True)


async def test_a_failing_check_does_not_end_the_examination(tmp_path: Path) -> None:
    """A check that raises is a finding, and the rest is still examined."""

    async def broken(_: Settings) -> Finding:
        raise ZeroDivisionError

    findings = await examine(settings(tmp_path), [broken, checks.python_version])
    assert [finding.good for finding in findings] == [False, True]
    assert not healthy(findings)


@pytest.fixture
async def bot_api() -> AsyncIterator[str]:
    """Run a Bot API that knows one token."""

    async def answer(request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            error = {"ok": False, "error_code": 401, "description": "Unauthorized"}
            return web.json_response(error, status=401)
        result: dict[str, object] = {"username": "tanya_bot"}
        if request.match_info["method"] == "getWebhookInfo":
            result = {"url": "https://old.example/hook", "pending_update_count": 7}
        return web.json_response({"ok": True, "result": result})

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", answer)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


async def test_the_bot_check_tells_a_bad_token(tmp_path: Path, bot_api: str) -> None:
    """A refused token is told apart from a wrong address; neither message holds the token."""
    wrong = settings(tmp_path, telegram_token="999:zz", telegram_api=bot_api)
    found = await bot_check.telegram_bot(wrong)
    assert "Unauthorized" in found.says[1]
    nowhere = settings(tmp_path, telegram_token=TOKEN, telegram_api="http://127.0.0.1:9")
    unreachable = await bot_check.telegram_bot(nowhere)
    assert "127.0.0.1:9" in unreachable.says[0]
    assert not any(TOKEN in text for text in (*unreachable.says, *unreachable.remedy))


async def test_the_bot_check_reads_the_webhook_state(tmp_path: Path, bot_api: str) -> None:
    """An old webhook would keep polling empty: it is named, with what waits."""
    given = settings(tmp_path, telegram_token=TOKEN, telegram_api=bot_api)
    found = await bot_check.telegram_bot(given)
    assert "7" in found.says[0]
    assert "webhook" in found.says[0]


async def test_a_mistyped_variable_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable that nothing reads is a hint, for it has no effect."""
    monkeypatch.setenv("REFDESK_PROTO", "8080")
    found = await checks.variables(settings(tmp_path))
    assert (found.good, found.serious) == (False, False)
    assert "REFDESK_PROTO" in found.says[0]


async def test_an_empty_knowledge_base_is_a_hint(tmp_path: Path) -> None:
    """Nothing would ever be suggested: the command that loads the starter content is named."""
    found = await knowledge(settings(tmp_path))
    assert (found.good, found.serious) == (False, False)
    assert "kb import" in found.remedy[1]


@pytest.mark.parametrize(
    ("hook", "good", "said"),
    [
        ({"url": "https://t.example/hook/telegram"}, True, "0 updates pending"),
        ({"url": ""}, False, "points to -"),
        (
            {"url": "https://t.example/hook/telegram", "last_error_message": "SSL error"},
            False,
            "SSL error",
        ),
        (
            {
                "url": "https://t.example/hook/telegram",
                "last_error_message": "SSL error",
                "last_error_date": 1,
            },
            True,
            "0 updates pending",
        ),
        (
            {"url": "https://t.example/hook/telegram", "pending_update_count": 500},
            False,
            "nobody fetches",
        ),
    ],
)
def test_a_webhook_is_judged_by_what_telegram_says(
    tmp_path: Path, hook: dict[str, object], said: str, *, good: bool
) -> None:
    """Where it points, its last error if that is news, what waits."""
    given = settings(tmp_path, telegram_mode="webhook", public_url="https://t.example")
    now = datetime(2026, 3, 2, tzinfo=UTC)
    found = bot_check._delivery(given, {"username": "b"}, hook, now)
    assert found.good == good
    assert said in found.says[1]


async def test_a_test_message_goes_to_a_chat(tmp_path: Path, bot_api: str) -> None:
    """`--send-to-me` tells whether it went out, without the token."""
    given = settings(tmp_path, telegram_token=TOKEN, telegram_api=bot_api)
    assert (await bot_check.send_to(given, "42")).good
    wrong = settings(tmp_path, telegram_token="999:zz", telegram_api=bot_api)
    refused = await bot_check.send_to(wrong, "42")
    assert "Unauthorized" in refused.says[1]
    assert "999" not in "".join((*refused.says, *refused.remedy))


def test_a_clock_that_is_off_is_a_fault() -> None:
    """Half a minute is borne; more makes shifts, promises and second factors wrong."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert compared(now + timedelta(seconds=20), now, "x").good
    assert not compared(now - timedelta(seconds=90), now, "x").good


async def test_a_proxy_nobody_trusts_is_named(tmp_path: Path) -> None:
    """Behind TLS on loopback there is a proxy: without trusted_proxies all patrons look one."""
    given = settings(tmp_path, public_url="https://t.example")
    assert not (await checks.forwarded_addresses(given)).good
    trusting = settings(tmp_path, public_url="https://t.example", trusted_proxies="127.0.0.1")
    assert (await checks.forwarded_addresses(trusting)).good


async def test_keys_that_others_read_are_named(tmp_path: Path) -> None:
    """With the command that closes them."""
    _mode(tmp_path, 0o755)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "sealing").write_text("x")
    found = await storage_checks.private_files(settings(tmp_path))
    assert not found.good
    assert "chmod" in found.remedy[1]
    _mode(tmp_path, 0o700)
    assert (await storage_checks.private_files(settings(tmp_path))).good


def _mode(folder: Path, bits: int) -> None:
    folder.chmod(bits)


async def test_an_old_backup_is_a_fault_and_none_a_hint(tmp_path: Path) -> None:
    """A new installation has none yet; one of last week says that the nightly one fails."""
    given = settings(tmp_path)
    assert not (await storage_checks.newest_backup(given)).serious
    old = tmp_path / "backups" / "refdesk-20260101T023000Z.tar.gz"
    old.write_bytes(b"x")
    found = await storage_checks.newest_backup(given)
    assert not found.good
    assert found.serious


async def test_a_database_that_is_not_in_wal_mode_is_named(tmp_path: Path) -> None:
    """A network disk cannot hold a write-ahead log."""
    with closing(sqlite3.connect(tmp_path / "refdesk.db")) as plain:
        plain.execute("CREATE TABLE t (a)")
    found = await sqlite_build(settings(tmp_path))
    assert not found.good
    assert "WAL" in found.says[1]


async def test_a_large_file_of_an_early_release_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No server writes it anew by itself; a small one is left to the server."""
    with closing(sqlite3.connect(tmp_path / "refdesk.db")) as early:
        early.execute("PRAGMA journal_mode = WAL")
        early.execute("CREATE TABLE t (a)")
    assert (await sqlite_build(settings(tmp_path))).good
    monkeypatch.setattr(page_map, "BESIDE_TRAFFIC", 4096)
    found = await sqlite_build(settings(tmp_path))
    assert not found.good
    assert all("refdesk upgrade" in remedy for remedy in found.remedy)


async def test_a_server_that_does_not_run_is_a_hint(tmp_path: Path) -> None:
    """Before the first start there is none."""
    found = await running_server(settings(tmp_path, port=9))
    assert (found.good, found.serious) == (False, False)


async def test_the_desk_hears_that_telegram_does_not_arrive(tmp_path: Path, bot_api: str) -> None:
    """The running server asks each minute; what was well is told to be so again."""
    lost = BotWatch(settings(tmp_path, telegram_token="9:z", telegram_api=bot_api), every=0.01)
    well = BotWatch(settings(tmp_path, telegram_token=TOKEN, telegram_api=bot_api), every=0.01)
    assert lost.receives()
    running = [asyncio.create_task(one.run()) for one in (lost, well)]
    async with asyncio.timeout(20):
        while lost.receives():  # noqa: ASYNC110 - the watch rings no bell
            await asyncio.sleep(0.01)
    assert well.receives()
    assert not (await receiving_check(lost.receives)()).ok
    for one in running:
        one.cancel()
    await asyncio.gather(*running, return_exceptions=True)


def test_without_a_bot_nothing_is_watched(tmp_path: Path) -> None:
    """Nobody is asked, nothing is said."""
    assert not BotWatch(settings(tmp_path)).wanted
    assert not BotWatch(settings(tmp_path, telegram_token=TOKEN, channels="off")).wanted
