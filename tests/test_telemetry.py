"""Log lines: without secrets, without message text, in two forms."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from refdesk.telemetry import Metrics, set_up


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Put logging back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_texts_and_secrets_are_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    """Fields that may hold a patron's words or a secret never reach the log."""
    set_up("json", "info")
    structlog.get_logger("t").info("said", body="halo", token="rahasia", conversation="c1")
    line = json.loads(capsys.readouterr().err)
    assert (line["body"], line["token"], line["conversation"]) == ("…", "…", "c1")


def test_http_clients_are_silenced(capsys: pytest.CaptureFixture[str]) -> None:
    """Httpx would log Telegram's addresses, which hold the bot's token."""
    set_up("human", "info")
    logging.getLogger("httpx").info("GET https://api.telegram.org/bot123:abc/getMe")
    logging.getLogger("telegram.Bot").info("bot123:abc")
    assert "123:abc" not in capsys.readouterr().err


def test_a_tally_is_exposed_by_its_labels() -> None:
    """What comes with each message is counted apart by its labels and told as a counter."""
    metrics = Metrics()
    for result in ("ok", "busy", "ok"):
        metrics.commands.one_more("say", result)
    told = metrics.exposition()[1].decode().splitlines()
    assert "# TYPE refdesk_commands_total counter" in told
    assert 'refdesk_commands_total{result="ok",verb="say"} 2.0' in told
    assert 'refdesk_commands_total{result="busy",verb="say"} 1.0' in told
