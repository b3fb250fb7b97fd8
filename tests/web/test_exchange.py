"""The exchange: what a socket does, by long-poll."""

import asyncio
from typing import Any

import pytest

from refdesk.protocol import codes
from refdesk.web import exchange
from tests.fakes.whole_desk import librarian as actor
from tests.web.conftest import Client
from tests.web.exchanger import bodies, exchanging, opening, saying
from tests.web.wired import TOKEN, Wired, cid, librarian, patron, wired


async def until(server: Wired, conversation: str, followers: int) -> None:
    """Wait until so many follow a conversation."""
    while server.desk.hub.followers(conversation) != followers:  # noqa: ASYNC110 - the hub tells nobody
        await asyncio.sleep(0.01)


async def test_commands_are_acknowledged_and_events_follow() -> None:
    """One exchange brings acknowledgements, events, where the conversation stands."""
    async with wired() as server, exchanging(server) as asker:
        frames = await asker.frames(opening("jam buka?"))
        assert [one["type"] for one in frames] == ["ack", "events", "live"]
        conversation = frames[0]["conversation"]
        answered = await asker.frames(saying(conversation, "dua"), saying(conversation, "tiga"))
        assert [one["seq"] for one in answered if one["type"] == "ack"] == [4, 5]
        assert bodies(answered) == ["dua", "tiga"]
        assert bodies(await asker.frames()) == []


async def test_the_commands_of_one_exchange_do_not_wait_for_one_another() -> None:
    """All wait for a commit; nothing is told before, all is answered in order after it."""
    async with wired() as server, exchanging(server) as asker:
        conversation = await asker.open("0")
        server.desk.log.gate.clear()
        given = [saying(conversation, f"{number}", number) for number in range(1, 9)]
        asking = asyncio.ensure_future(asker.frames(*given, hold=20))
        while server.desk.turns.under_way() < len(given):  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
        assert not asking.done()
        server.desk.log.gate.set()
        acks = [one for one in await asking if one["type"] == "ack"]
        assert [one["seq"] for one in acks] == list(range(4, 12))


async def test_it_is_held_until_there_is_news() -> None:
    """A librarian's answer over a socket ends the wait; what is known already does not."""
    async with wired() as server, exchanging(server) as asker:
        conversation = await asker.open("jam buka?")
        waiting = asyncio.ensure_future(asker.frames(hold=20))
        async with librarian(server, actor("sari")) as desk:
            await desk.say("claim", cid=cid(2), conversation=conversation)
            fence = (await desk.until("ack"))["seq"]
            claimed = await waiting
            assert [e["kind"] for one in claimed for e in one.get("events", [])] == ["claimed"]
            waiting = asyncio.ensure_future(asker.frames(hold=20))
            await desk.say("typing", conversation=conversation)
            await desk.say("say", cid=cid(3), conversation=conversation, body="08", fence=fence)
            found = await waiting
            found += [] if bodies(found) else await asker.frames(hold=20)
            assert bodies(found) == ["08"]


async def test_nothing_new_is_answered_in_the_end() -> None:
    """When nothing happens the answer comes after the time that was asked for, with the heads."""
    async with wired() as server, exchanging(server) as asker:
        conversation = await asker.open("jam buka?")
        await asker.frames()
        _, answer = await asker.post(hold=1)
        assert answer["frames"][-1] == {"type": "ping", "heads": {conversation: 3}}


async def test_watched_state_is_news_once() -> None:
    """The state of the desk comes at once to who does not hold it, then only when it changes."""
    async with wired() as server, exchanging(server) as asker:
        watch = {"type": "watch", "what": "desk"}
        (state,) = await asker.frames(watch, hold=20)
        assert state["type"] == "state"
        waiting = asyncio.ensure_future(asker.frames(watch, hold=20))
        async with librarian(server, actor("sari")) as desk:
            await desk.say("duty", on=True)
            (changed,) = await waiting
        assert (state["desk"]["open"], changed["desk"]["open"]) == (False, True)


async def test_resume_gives_exactly_what_is_missing() -> None:
    """A cursor gets what follows it, a wrong id a reset and everything, a stranger a refusal."""
    async with wired() as server, exchanging(server) as asker:
        conversation = await asker.open("satu")
        held = asker.cursors[conversation]
        async with patron(server) as elsewhere:
            await elsewhere.say("say", cid=cid(5), conversation=conversation, body="dua")
            await elsewhere.until("ack")
        assert bodies(await asker.frames()) == ["dua"]
        asker.cursors[conversation] = [held[0], "other"]
        reset, events, _ = await asker.frames()
        assert reset == {"type": "reset", "conversation": conversation, "reason": "rewound"}
        assert bodies([events]) == ["satu", "dua"]
        async with exchanging(server, "x" * 43) as stranger:
            stranger.cursors = {conversation: [0, ""]}
            (error,) = await stranger.frames()
            assert error["code"] == "forbidden_or_absent"


async def test_a_long_log_comes_in_bounded_answers() -> None:
    """An answer holds a page or two; the next exchange goes on behind it, without a hole."""
    async with wired() as server, exchanging(server) as asker:
        conversation = await asker.open("0")
        for number in range(1, 60):
            await asker.frames(saying(conversation, str(number) + "x" * 3_990))
        asker.cursors[conversation] = [0, ""]
        seen: list[str] = []
        rounds = 0
        while len(seen) < 60:
            _, answer = await asker.post(hold=20)
            assert len(str(answer["frames"])) < 3 * codes.PAGE_BYTES
            asker.cursors[conversation] = [
                [event["seq"], event["id"]]
                for one in answer["frames"]
                for event in one.get("events", [])
            ][-1]
            seen += bodies(answer["frames"])
            rounds += 1
        assert [body.rstrip("x") for body in seen] == [str(number) for number in range(60)]
        assert rounds > 1


async def test_same_cid_is_the_same_command() -> None:
    """What was acknowledged is acknowledged again, over socket and exchange alike."""
    async with wired() as server, exchanging(server) as asker:
        first = await asker.frames(opening("satu", 1))
        again = await asker.frames(opening("satu", 1))
        assert [one for one in again if one["type"] == "ack"] == [first[0]]
        async with patron(server) as socket:
            await socket.say("open", cid=cid(1), body="satu")
            assert await socket.until("ack") == first[0]
        (refused,) = [f for f in await asker.frames(opening("dua", 1)) if f["type"] == "error"]
        assert refused["code"] == "conflict"


async def test_seen_counts_once_the_reader_is_up_to_date() -> None:
    """Marks move by exchange too."""
    async with wired() as server, exchanging(server) as asker:
        conversation = await asker.open("satu")
        frames = await asker.frames({"type": "seen", "conversation": conversation, "seq": 2})
        (mark,) = frames[-1]["marks"]
        assert (mark["seen"], mark["delivered"]) == (2, 2)


async def test_two_exchanges_of_a_patron_do_not_mix_their_commands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The commands of one are handled before those of the other; who waits too long comes again."""
    async with wired() as server, exchanging(server) as asker:
        conversation = await asker.open("0")
        begin, going = server.desk.turns.begin, asyncio.Event()
        held: list[tuple[Any, ...]] = []

        def slow(*given: Any) -> None:  # noqa: ANN401
            held.append(given)
            going.set()

        monkeypatch.setattr(server.desk.turns, "begin", slow)
        first = asyncio.ensure_future(
            asker.frames(saying(conversation, "1"), saying(conversation, "2"))
        )
        await going.wait()
        monkeypatch.setattr(exchange, "TURN_WITHIN", 0.01)
        with pytest.raises(AssertionError):
            await asker.frames(saying(conversation, "3"))
        monkeypatch.setattr(exchange, "TURN_WITHIN", 10.0)
        second = asyncio.ensure_future(asker.frames(saying(conversation, "3")))
        assert bodies(await asker.frames()) == []  # who only listens need not wait
        monkeypatch.setattr(server.desk.turns, "begin", begin)
        for given in held:
            begin(*given)
        await asyncio.gather(first, second)
        log = [getattr(one.event, "body", "") for one in server.desk.memory.events[conversation]]
        assert [body for body in log if body] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("frame", "close"),
    [
        ({"type": "shout"}, codes.CLOSE_BAD_FRAME),
        ({"type": "duty", "on": True}, codes.CLOSE_BAD_FRAME),
        ({"type": "hello", "build": "x"}, codes.CLOSE_BAD_FRAME),
        ({"type": "say", "cid": "1", "conversation": "c", "body": "x"}, codes.CLOSE_BAD_FRAME),
        (7, codes.CLOSE_BAD_FRAME),
    ],
)
async def test_what_is_no_frame_closes_as_on_a_socket(frame: object, close: int) -> None:
    """The place is named, and the code is the one that a socket would have been closed with."""
    async with wired() as server, exchanging(server) as asker:
        status, answer = await asker.post(frame, hold=20)
        assert (status, answer["close"]) == (200, close)
        (error,) = [one for one in answer["frames"] if one["type"] == "error"]
        assert (error["code"], error["key"]) == ("bad_request", "bad_frame")


async def test_cursors_are_checked_like_those_of_a_hello() -> None:
    """Names that are none end the exchange before anything is asked of the log."""
    async with wired() as server, exchanging(server) as asker:
        _, answer = await asker.post(cursors={"no such/name": [1, "e"]}, hold=20)
        assert answer["close"] == codes.CLOSE_BAD_FRAME


async def test_too_many_exchanges_are_delayed_then_refused(
    client: Client, own: dict[str, str]
) -> None:
    """Exchanges have a bucket of their own for each patron: first slower, then none for a while."""
    body = {"token": TOKEN, "build": "test/1", "hold": 0}
    tries = [client.post("/exchange", json=body, headers=own) for _ in range(60)]
    answers = await asyncio.gather(*tries)
    assert {answer.status for answer in answers} == {200, 429}
    assert all("Retry-After" in answer.headers for answer in answers if answer.status == 429)


async def test_a_stop_answers_those_who_wait() -> None:
    """When the server goes, who is held hears it at once; nothing is left behind."""
    async with wired() as server, exchanging(server) as asker:
        conversation = await asker.open("satu")
        await asker.frames()
        waiting = asyncio.ensure_future(asker.post(hold=25))
        await until(server, conversation, followers=1)
        await server.exchanges.stop(server.app)
        _, answer = await waiting
        assert answer["close"] == codes.CLOSE_GOING_AWAY
        assert server.desk.hub.followers(conversation) == 0


async def test_who_hangs_up_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exchange whose asker is gone ends before its time."""
    monkeypatch.setattr(exchange, "TICK", 0.01)
    async with wired() as server:
        async with exchanging(server) as asker:
            conversation = await asker.open("satu")
            await asker.frames()
            waiting = asyncio.ensure_future(asker.post(hold=25))
            await until(server, conversation, followers=1)
            waiting.cancel()
        await until(server, conversation, followers=0)
        assert server.desk.hub.followers(conversation) == 0
        assert waiting.cancelled()


async def test_refusals_speak_http(client: Client, own: dict[str, str]) -> None:
    """No token is 401, a body of another shape 400, too many frames 400: each in words."""
    good = {"token": TOKEN, "build": "test/1", "hold": 0}
    for body, status in (
        ({**good, "token": "short"}, 401),
        ({**good, "more": 1}, 400),
        ({**good, "hold": 26}, 400),
        ({**good, "frames": [{"type": "pong"}] * 9}, 400),
        (good, 200),
    ):
        response = await client.post("/exchange", json=body, headers=own)
        assert response.status == status
        assert response.headers["Cache-Control"] == "no-store"
        assert "text" in await response.json() or status == 200


async def test_a_body_nested_without_end_is_a_bad_request(
    client: Client, own: dict[str, str]
) -> None:
    """Deeper than anybody can read: 400 like any other shape, no fault of the server."""
    body = b'{"token":"x","build":"x","frames":[' + b"[" * 30_000
    headers = {**own, "Content-Type": "application/json"}
    response = await client.post("/exchange", data=body, headers=headers)
    assert response.status == 400
