"""A chat that Telegram wants left alone is left alone, by everybody; the others are not."""

import asyncio
from datetime import timedelta

import pytest
from telegram import error

from bots.telegram.pauses import Pauses

LONG = timedelta(hours=1)


class Calls:
    """Counts the calls that were made; each is refused for an hour where `refuses`."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.made = self.open = self.most = 0
        self._refuses = refuses

    async def __call__(self) -> str:
        """Be made."""
        self.made += 1
        self.open += 1
        self.most = max(self.most, self.open)
        await asyncio.sleep(0)
        self.open -= 1
        if self._refuses:
            raise error.RetryAfter(LONG)
        return "7"


async def test_no_call_is_made_before_the_pause_is_over() -> None:
    """The second call to a refused chat is not made; its pause is what is left."""
    pauses, calls = Pauses(), Calls(refuses=True)
    with pytest.raises(error.RetryAfter):
        await pauses.call("1", calls)
    with pytest.raises(error.RetryAfter) as again:
        await pauses.call("1", calls)
    assert calls.made == 1
    left = again.value.retry_after
    assert isinstance(left, timedelta)
    assert timedelta() < left <= LONG


async def test_other_chats_go_on() -> None:
    """A pause is that of one chat."""
    pauses = Pauses()
    with pytest.raises(error.RetryAfter):
        await pauses.call("1", Calls(refuses=True))
    assert await pauses.call("2", Calls()) == "7"


async def test_one_call_to_a_chat_at_a_time() -> None:
    """What is under way may be refused: nothing else goes to the chat meanwhile."""
    pauses, calls = Pauses(), Calls()
    await asyncio.gather(*(pauses.call("1", calls) for _ in range(5)))
    assert (calls.made, calls.most) == (5, 1)
