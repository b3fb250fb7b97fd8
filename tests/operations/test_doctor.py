"""The doctor: names what is wrong and what to do, in two languages."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from refdesk.operations import bot_check, checks
from refdesk.operations.doctor import Finding, examine, healthy, lines
from refdesk.operations.store_check import database, knowledge
from refdesk.settings import Settings, load

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
    app.router.add_get("/bot{token}/{method}", answer)
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
