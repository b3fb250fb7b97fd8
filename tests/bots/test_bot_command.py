"""The command `refdesk-bot telegram` where it cannot do its work."""

import asyncio
import os
import sys

import pytest

from bots.__main__ import main
from tests.journeys.recorder import TOKEN, recording
from tests.journeys.server import ROOT
from tests.web.wired import wired

GOOD = {
    "REFDESK_SERVER": "http://127.0.0.1:9",
    "REFDESK_CHANNEL_SECRET": "rahasia",
    "REFDESK_TELEGRAM_TOKEN": TOKEN,
    "REFDESK_TELEGRAM_API": "http://127.0.0.1:9",
}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"REFDESK_TELEGRAM_TOKEN": ""}, "REFDESK_TELEGRAM_TOKEN"),
        ({"REFDESK_TELEGRAM_TOKEN": "abc"}, "no bot token"),
        ({"REFDESK_SERVER": "ftp://x"}, "'ftp://x' is not an address"),
        ({"REFDESK_TIMEZONE": "Asia/Bandung"}, "'Asia/Bandung' is no time zone"),
    ],
)
def test_what_is_wrong_is_told(
    wrong: dict[str, str],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One sentence names the value that is wrong; nothing is tried with it."""
    for name, value in (GOOD | wrong).items():
        monkeypatch.setenv(name, value)
    assert main(["telegram"]) == 2
    assert told in capsys.readouterr().err


async def test_a_refused_secret_ends_the_bot() -> None:
    """With a wrong secret the bot ends with a sentence, and shows its token to nobody."""
    async with wired() as server, recording() as (_, api):
        here = {"REFDESK_SERVER": f"http://127.0.0.1:{server.port}", "REFDESK_TELEGRAM_API": api}
        bot = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bots", "telegram"),
            cwd=ROOT,
            env=os.environ | GOOD | here,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            out, err = await bot.communicate()
    assert bot.returncode == 1
    assert b"REFDESK_CHANNEL_SECRET" in err
    assert TOKEN.encode() not in out + err
