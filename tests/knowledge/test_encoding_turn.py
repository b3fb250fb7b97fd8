"""Where the encoder is used, a question does not stop messages."""

import asyncio
import threading

import pytest

from refdesk.knowledge import encoding_turn
from refdesk.knowledge.encoding_turn import EncodingTurn


async def test_without_the_encoder_the_answer_comes_at_once() -> None:
    """A question by words is answered where it is asked: no thread is worth it."""
    turn = EncodingTurn(dense=False)
    assert await turn.run(threading.get_ident) == threading.get_ident()


async def test_with_the_encoder_questions_wait_for_one_another_off_the_loop() -> None:
    """One at a time in a thread, and what raises leaves the turn to the next."""
    turn = EncodingTurn(dense=True)
    running = threading.Lock()

    def alone() -> int:
        assert running.acquire(blocking=False)
        running.release()
        return threading.get_ident()

    threads = await asyncio.gather(*(turn.run(alone) for _ in range(5)))
    assert threading.get_ident() not in threads
    with pytest.raises(ZeroDivisionError):
        await turn.run(lambda: 1 // 0)
    assert await turn.run(lambda: "next") == "next"


async def test_too_many_waiting_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn with its most waiting is full until they are answered."""
    monkeypatch.setattr(encoding_turn, "MOST_WAITING", 2)
    turn, gate = EncodingTurn(dense=True), threading.Event()
    asked = [asyncio.create_task(turn.run(gate.wait)) for _ in range(2)]
    await asyncio.sleep(0)
    assert turn.full
    gate.set()
    await asyncio.gather(*asked)
    assert not turn.full
