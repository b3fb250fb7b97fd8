"""Webhook calls as the bot takes them."""

import asyncio

import pytest

from bots.telegram.settling import Raw
from bots.telegram.webhook import HEADER, Webhook, secret_of
from refdesk.protocol.frames import Hook

SECRET = secret_of("1:a", "kanal")


class Gate:
    """Settles updates when it is let."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.gate = asyncio.Event()

    async def settle(self, raw: Raw) -> None:
        """Settle an update."""
        self.taken.append(raw["update_id"])
        await self.gate.wait()


def hook(body: str, secret: str = SECRET) -> Hook:
    """Give a relayed call."""
    return Hook(id="1", headers={HEADER: secret}, body=body)


def test_the_secret_tells_nothing() -> None:
    """Telegram gets a secret of its own, made of letters it takes, another for each bot."""
    assert SECRET.isalnum()
    assert len(SECRET) == 64
    assert secret_of("1:b", "kanal") != SECRET


@pytest.mark.parametrize(
    ("call", "status"),
    [
        (hook('{"update_id": 1}', "palsu"), 403),
        (Hook(id="1", headers={}, body='{"update_id": 1}'), 403),
        (hook("{"), 400),
        (hook("[]"), 400),
        (hook("{}"), 400),
    ],
)
async def test_what_is_not_telegrams_is_refused(call: Hook, status: int) -> None:
    """A call without the secret, or with no update, settles nothing."""
    settling = Gate()
    assert await Webhook(SECRET, settling.settle)(call) == status
    assert settling.taken == []


async def test_a_call_repeated_meanwhile_joins_the_first() -> None:
    """Both are answered when the update is settled, which happens once."""
    settling = Gate()
    webhook = Webhook(SECRET, settling.settle)
    calls = [asyncio.create_task(webhook(hook('{"update_id": 1}'))) for _ in range(2)]
    await asyncio.sleep(0.01)
    assert not any(call.done() for call in calls)
    settling.gate.set()
    assert await asyncio.gather(*calls) == [200, 200]
    assert settling.taken == [1]
