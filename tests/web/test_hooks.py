"""Webhook calls, relayed to a channel until it answers."""

import asyncio

import pytest

from refdesk.errors import Busy, Unavailable
from refdesk.protocol.channel import Hook
from refdesk.web.hooks import IN_FLIGHT, HookRelay
from tests.web.conftest import Client
from tests.web.site import Site


async def test_call_is_answered_as_the_channel_says(site: Site, client: Client) -> None:
    """The channel sees body and secret, and its status is the answer."""
    heard: list[Hook] = []
    hooks = site.parts.desk.hooks

    def tell(hook: Hook) -> None:
        heard.append(hook)
        hooks.settle(hook.id, 200)

    hooks.attach("telegram:1", tell)
    response = await client.post(
        "/hook/telegram:1",
        data=b'{"update_id": 1}',
        headers={"X-Telegram-Bot-Api-Secret-Token": "s", "X-Forwarded-For": "192.0.2.1"},
    )
    assert response.status == 200
    assert heard[0].body == '{"update_id": 1}'
    assert heard[0].headers["x-telegram-bot-api-secret-token"] == "s"
    assert "192.0.2.1" not in str(heard[0])


async def test_without_a_channel_the_sender_must_repeat(client: Client) -> None:
    """Nobody listens: 503, so that the sender tries again later."""
    assert (await client.post("/hook/telegram:1", data=b"{}")).status == 503


async def test_too_large_or_unreadable_calls_are_refused(client: Client) -> None:
    """A body over the limit or not text is not passed on."""
    assert (await client.post("/hook/telegram:1", data=b"x" * 70_000)).status == 413
    assert (await client.post("/hook/telegram:1", data=b"\xff")).status == 400


async def test_silent_channel_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that is not dealt with in time is refused and forgotten."""
    monkeypatch.setattr("refdesk.web.hooks.HOOKED_WITHIN", 0.01)
    relay = HookRelay()
    relay.attach("telegram:1", lambda _: None)
    with pytest.raises(Unavailable):
        await relay.relay("telegram:1", {}, "{}")
    relay.settle("unknown", 200)


async def test_only_so_many_calls_at_once() -> None:
    """The 33rd call in flight is refused; the others go on."""
    relay = HookRelay()
    heard: list[str] = []
    relay.attach("telegram:1", lambda hook: heard.append(hook.id))
    async with asyncio.TaskGroup() as group:
        calls = [group.create_task(relay.relay("telegram:1", {}, "")) for _ in range(IN_FLIGHT)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await relay.relay("telegram:1", {}, "")
        for call in heard:
            relay.settle(call, 200)
    assert {call.result() for call in calls} == {200}


async def test_an_old_connection_does_not_silence_its_successor() -> None:
    """Detaching a connection that was replaced leaves the new one listening."""
    relay = HookRelay()

    def old(_: Hook) -> None:
        """Hear nothing any more."""

    relay.attach("telegram:1", old)
    relay.attach("telegram:1", lambda hook: relay.settle(hook.id, 200))
    relay.detach("telegram:1", old)
    assert relay.connected()
    assert await relay.relay("telegram:1", {}, "") == 200


async def test_calls_told_to_a_connection_that_goes_away_are_refused_at_once() -> None:
    """Their answers cannot come: the sender may repeat them without a wait."""
    relay = HookRelay()
    heard: list[Hook] = []
    relay.attach("telegram:1", heard.append)
    async with asyncio.TaskGroup() as group:
        call = group.create_task(_refused(relay))
        await asyncio.sleep(0)
        relay.detach("telegram:1", heard.append)
    assert (len(heard), call.result()) == (1, True)


async def _refused(relay: HookRelay) -> bool:
    with pytest.raises(Unavailable):
        await relay.relay("telegram:1", {}, "{}")
    return True
