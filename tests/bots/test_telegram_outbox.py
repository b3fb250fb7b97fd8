"""What Telegram's answers mean for a message on its way."""

from collections import deque
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest
from telegram import Bot

from bots.deliveries import FateUnknown, MustWait, Undeliverable
from bots.telegram.outbox import Outbox
from bots.telegram.pauses import Pauses
from bots.telegram.rendering import Rendering
from bots.telegram.speaking import Speaker
from refdesk.protocol.frames import Send
from refdesk.protocol.values import Event
from tests.journeys.recorder import LOST, TOKEN, Failure, Recorder, flood, recording
from tests.journeys.server import free_port

LIBRARY = Rendering(ZoneInfo("Asia/Jakarta"))


@pytest.fixture
async def telegram() -> AsyncIterator[tuple[Recorder, Bot]]:
    """Telegram with a bot."""
    async with recording() as (recorder, api), Bot(TOKEN, f"{api}/bot") as bot:
        yield recorder, bot


def send(kind: str = "said", **more: object) -> Send:
    """Give a row to deliver."""
    event = Event(seq=4, id="e", at=0, kind=kind, by="staff", name="Rina", body="Ada.", of=3)
    return Send(thread="7", n=1, conversation="c", event=event, **more)  # type: ignore[arg-type]


def refused(status: int, text: str = "no") -> Failure:
    """Telegram refuses."""
    return status, {"description": text}


@pytest.mark.parametrize(
    ("failure", "meaning"),
    [
        (refused(403), Undeliverable),
        (refused(400), Undeliverable),
        ((400, {"description": "x", "parameters": {"migrate_to_chat_id": -9}}), Undeliverable),
        (refused(409), Undeliverable),
        (refused(502), FateUnknown),
        (LOST, FateUnknown),
    ],
)
async def test_failures(
    telegram: tuple[Recorder, Bot], failure: Failure, meaning: type[Exception]
) -> None:
    """What was refused has not gone out; what got no answer perhaps has."""
    recorder, bot = telegram
    recorder.fail("sendMessage", failure)
    (call,) = Outbox(bot, LIBRARY, Pauses()).calls(send())
    with pytest.raises(meaning):
        await call(False)


async def test_a_flood_waits_for_one_chat_a_refused_token_for_all(
    telegram: tuple[Recorder, Bot],
) -> None:
    """Telegram's own pause is kept; nobody can be written to without a token."""
    recorder, bot = telegram
    recorder.fail("sendMessage", flood(7), refused(401))
    (call,) = Outbox(bot, LIBRARY, Pauses()).calls(send())
    with pytest.raises(MustWait) as one:
        await call(False)
    (call,) = Outbox(bot, LIBRARY, Pauses()).calls(send())
    with pytest.raises(MustWait) as everybody:
        await call(False)
    assert (one.value.seconds, one.value.everybody) == (7, False)
    assert everybody.value.everybody


async def test_what_never_left_has_not_gone_out(telegram: tuple[Recorder, Bot]) -> None:
    """An address where nobody listens is tried again later, without a mark."""
    _, known = telegram
    away = Bot(known.token, f"http://127.0.0.1:{free_port()}/bot")
    (call,) = Outbox(away, LIBRARY, Pauses()).calls(send())
    with pytest.raises(MustWait):
        await call(False)
    await away.shutdown()


async def test_an_edit_that_is_refused_becomes_a_message(telegram: tuple[Recorder, Bot]) -> None:
    """Telegram lets nobody edit what is old; one that is the same already is done."""
    recorder, bot = telegram
    (call,) = Outbox(bot, LIBRARY, Pauses()).calls(send("edited", refs={3: "55"}))
    recorder.fail("editMessageText", refused(400, "Bad Request: message is not modified"))
    assert await call(False) == "55"
    assert recorder.messages == []
    recorder.fail("editMessageText", refused(400, "message can't be edited"))
    await call(False)
    assert [seen.text for seen in recorder.messages] == ["Rina (diperbaiki):\nAda."]


async def test_what_the_bot_says_itself_is_tried_again(telegram: tuple[Recorder, Bot]) -> None:
    """Trouble is met by another try, a refusal is let be: nothing depends on it."""
    recorder, bot = telegram
    speaker = Speaker(bot, Pauses())
    recorder.fail("sendMessage", refused(502), refused(403))
    await speaker.say("7", "halo")
    assert recorder.failures["sendMessage"] == deque()
    assert recorder.messages == []
    recorder.fail("sendMessage", refused(502))
    await speaker.say("7", "halo")
    assert [seen.text for seen in recorder.messages] == ["halo"]
    recorder.fail("answerCallbackQuery", refused(400))
    await speaker.toast("c1", "halo")
    assert recorder.failures["answerCallbackQuery"] == deque()
