"""The desk over real sockets."""

import asyncio
import socket
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from websockets.exceptions import InvalidStatus

from refdesk.domain import commands as c
from refdesk.domain.actors import SYSTEM, StaffRole
from refdesk.protocol import codes
from refdesk.web import socket as sockets
from refdesk.web.connection import CLOSE_LOST
from tests.fakes.whole_desk import librarian as actor
from tests.fakes.whole_desk import patron as asker_of
from tests.web.wired import OWN, TOKEN, cid, librarian, patron, peer, wired


async def test_question_reaches_librarian_and_answer_the_patron() -> None:
    """A question is acknowledged, offered, claimed, answered; the patron never sees a note."""
    async with wired() as server, librarian(server, actor("sari")) as desk, patron(server) as asker:
        await desk.say("duty", on=True)
        await desk.say("watch", what="line")
        await desk.until("state", what="line", count=None)
        await asker.say("open", cid=cid(1), body="jam buka?")
        ack = await asker.until("ack", cid=cid(1))
        conversation = ack["conversation"]
        page = await asker.until("events")
        assert [event["kind"] for event in page["events"]] == ["opened", "said"]
        assert [event["seq"] for event in page["events"]] == [1, 2]
        row = (await desk.until("state", what="line", count=1))["rows"][0]
        assert row["offered"]
        assert row["preview"] == "jam buka?"
        await desk.say("follow", conversation=conversation)
        await desk.until("live")
        await desk.say("claim", cid=cid(2), conversation=conversation)
        fence = (await desk.until("ack", cid=cid(2)))["seq"]
        await desk.say("note", cid=cid(3), conversation=conversation, body="rahasia")
        await desk.say("say", cid=cid(4), conversation=conversation, body="08.00", fence=fence)
        answer = (await desk.until("ack", cid=cid(4)))["seq"]
        claimed = await asker.until("events")
        said = await asker.until("events")
        assert claimed["events"][0]["kind"] == "claimed"
        assert said["events"][0]["body"] == "08.00"
        assert said["events"][0]["seq"] == 4
        assert answer == 6


async def test_a_language_without_words_is_kept_as_indonesian() -> None:
    """Whatever a client says it reads, the conversation is in a language that we speak."""
    async with wired() as server, patron(server) as asker:
        for number, (asked, kept) in enumerate((("jv", "id"), ("x" * 9_000, "id"), ("en", "en"))):
            await asker.say("open", cid=cid(number + 1), body="piye?", lang=asked)
            await asker.until("ack")
            opened = (await asker.until("events"))["events"][0]
            assert (opened["kind"], opened["language"]) == ("opened", kept)


async def test_resume_gives_exactly_what_is_missing() -> None:
    """A hello with a cursor gets what follows it, a wrong id a reset and everything."""
    async with wired() as server:
        async with patron(server) as asker:
            await asker.say("open", cid=cid(1), body="satu")
            conversation = (await asker.until("ack"))["conversation"]
            first = (await asker.until("events"))["events"]
            for number in range(2, 5):
                await asker.say("say", cid=cid(number), conversation=conversation, body=str(number))
                await asker.until("ack", cid=cid(number))
        held = [first[-1]["seq"], first[-1]["id"]]
        async with patron(server, conversations={conversation: held}) as again:
            page = await again.until("events")
            assert [event["body"] for event in page["events"]] == ["2", "3", "4"]
            assert (await again.until("live"))["head"] == page["events"][-1]["seq"]
        async with patron(server, conversations={conversation: [held[0], "other"]}) as strange:
            assert (await strange.hear())["reason"] == "rewound"
            assert (await strange.hear())["events"][0]["seq"] == 1


async def test_same_cid_same_content_is_acknowledged_again() -> None:
    """A repeated command gets its acknowledgement again, another content `conflict`."""
    async with wired() as server, patron(server) as asker:
        await asker.say("open", cid=cid(1), body="satu")
        first = await asker.until("ack")
        await asker.say("open", cid=cid(1), body="satu")
        assert await asker.until("ack") == first
        await asker.say("open", cid=cid(1), body="dua")
        assert (await asker.until("error"))["code"] == "conflict"


async def test_strangers_see_nothing() -> None:
    """A patron who does not know the token of a conversation cannot follow or write in it."""
    async with wired() as server, patron(server) as asker, patron(server, "x" * 43) as stranger:
        await asker.say("open", cid=cid(1), body="satu")
        conversation = (await asker.until("ack"))["conversation"]
        await stranger.say("follow", conversation=conversation)
        assert (await stranger.hear())["code"] == "forbidden_or_absent"
        await stranger.say("say", cid=cid(2), conversation=conversation, body="dua")
        assert (await stranger.hear())["code"] == "forbidden_or_absent"
        await stranger.say("watch", what="line")
        assert (await stranger.hear())["code"] == "forbidden_or_absent"


async def test_an_ended_conversation_is_read_in_the_audit_a_restricted_one_by_few() -> None:
    """Once for each connection; who follows while it is restricted and may not is let go."""
    coordinator = replace(actor("rina"), roles=frozenset({StaffRole.COORDINATOR}))
    trainee = replace(actor("budi"), roles=frozenset({StaffRole.TRAINEE}))
    async with wired() as server, librarian(server, actor("sari")) as desk:
        conversation = (await server.desk.ask()).conversation
        await desk.say("follow", conversation=conversation)
        await desk.until("live")
        assert server.audit == []
        await server.desk.turns.take(asker_of(), conversation, c.End())
        await desk.until("events")
        async with librarian(server, trainee) as other:
            await other.say("follow", conversation=conversation)
            assert (await other.until("error"))["code"] == "forbidden_or_absent"
        async with librarian(server, coordinator) as other:
            for _ in range(2):
                await other.say("follow", conversation=conversation)
                await other.until("live")
            assert [(row.actor, row.target) for row in server.audit] == [("rina", conversation)]
            await server.desk.turns.take(SYSTEM, conversation, c.Restrict(on=True))
            assert (await desk.until("error"))["conversation"] == conversation
            assert [e["kind"] for e in (await other.until("events"))["events"]] == ["restricted"]
            await desk.say("follow", conversation=conversation)
            assert (await desk.until("error"))["code"] == "forbidden_or_absent"


async def test_what_another_desk_holds_is_not_followed_without_a_reason() -> None:
    """Whoever has own desks may still look at what waits, to take it."""
    async with wired() as server, librarian(server, actor("sari")) as desk:
        server.own.update({"sari": frozenset({"anak"})})
        conversation = (await server.desk.ask()).conversation
        await desk.say("follow", conversation=conversation)
        await desk.until("live")
        await desk.say("unfollow", conversation=conversation)
        await server.desk.turns.take(actor("ani"), conversation, c.Claim())
        await desk.say("follow", conversation=conversation)
        assert (await desk.until("error"))["code"] == "bad_request"


@pytest.mark.parametrize(
    ("role", "origin"),
    [
        ("patron", "https://evil.test"),
        ("staff", None),
        ("staff", "https://evil.test"),
        ("channel", OWN),
    ],
)
async def test_foreign_origin_is_refused(role: str, origin: str | None) -> None:
    """A page of another origin gets no socket, a browser no channel, staff none without Origin."""
    async with wired() as server:
        with pytest.raises(InvalidStatus) as refused:
            async with peer(server, role, origin=origin):
                pass
        assert refused.value.response.status_code == 403


async def test_bad_token_is_told_and_closed() -> None:
    """What is no token is refused in the patron's language and closed for good."""
    async with wired() as server, peer(server, "patron") as one:
        await one.say("hello", build="test/1", token="short", lang="en")
        assert (await one.hear())["code"] == "unauthorized"
        assert await one.closed() == codes.CLOSE_UNAUTHORIZED


async def test_unknown_frame_closes_with_its_place() -> None:
    """An unknown field is named before the connection closes."""
    async with wired() as server, patron(server) as one:
        await one.say("end", cid=cid(1), conversation="c", because="x")
        error = await one.hear()
        assert "because" in error["text"]
        assert await one.closed() == codes.CLOSE_BAD_FRAME


async def test_over_long_frame_closes_1009() -> None:
    """A frame over 64 KiB closes the connection, the server stays up."""
    async with wired() as server:
        async with patron(server) as one:
            await one.say("open", cid=cid(1), body="x" * codes.FRAME_LIMIT)
            assert await one.closed() == codes.CLOSE_TOO_LARGE
        async with patron(server) as one:
            await one.say("open", cid=cid(1), body="x" * 4_001)
            assert (await one.hear())["code"] == "too_large"


async def test_old_page_is_told_to_reload() -> None:
    """A page of another build is asked to renew itself, a program is not."""
    async with wired() as server, peer(server, "patron") as page:
        await page.say("hello", build="b0", token=TOKEN)
        assert (await page.hear())["type"] == "welcome"
        assert (await page.hear())["type"] == "reload"


async def test_stop_closes_everybody_with_1001() -> None:
    """A graceful stop says that it goes away."""
    async with wired() as server, patron(server) as one:
        await server.sockets.stop()
        assert await one.closed() == codes.CLOSE_GOING_AWAY


async def test_disabled_librarian_loses_the_socket() -> None:
    """The end of a sign-in closes its sockets."""
    async with wired() as server, librarian(server, actor("sari")) as desk:
        server.staff.clear()
        assert await desk.closed() == codes.CLOSE_REPLACED


async def test_what_came_during_a_stall_is_heard_before_anybody_is_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A pong that waits in the socket while the server stood still is read before the look."""
    monkeypatch.setattr(sockets, "LATE", 0.05)
    loop, order = asyncio.get_running_loop(), list[bytes]()
    ours, theirs = socket.socketpair()
    loop.add_reader(ours, lambda: order.append(ours.recv(4)))

    async def look() -> None:
        await sockets._slept(0.01)
        order.append(b"look")

    def stall() -> None:
        theirs.send(b"pong")
        time.sleep(0.1)

    looking = asyncio.create_task(look())
    await asyncio.sleep(0)
    loop.call_later(0.01, stall)
    await looking
    loop.remove_reader(ours)
    ours.close()
    theirs.close()
    assert order == [b"pong", b"look"]


async def test_how_sockets_ended_is_counted() -> None:
    """Whoever looks after the server sees how many were sent away, and why."""
    async with wired() as server:
        async with patron(server) as flooding:
            await flooding.say("hello", build="test/1", token=TOKEN)
            assert await flooding.closed() == codes.CLOSE_BAD_FRAME
        async with patron(server) as gone:
            (connection,) = server.sockets._open
            connection.abort()
            await gone.closed()
        _, told = server.parts.metrics.exposition()
        for code in (codes.CLOSE_BAD_FRAME, CLOSE_LOST):
            line = f'refdesk_closed_sockets_total{{code="{code}",role="patron"}} 1.0'
            assert line in told.decode()


async def test_what_a_librarian_does_is_an_act_what_their_page_does_is_none() -> None:
    """Whoever claims sits there, also where it is refused; a pong says so of nobody."""
    async with wired() as server, librarian(server, actor("sari")) as desk:
        (connection,) = server.sockets._open
        presence = server.desk.presence
        server.desk.now += timedelta(minutes=6)
        await desk.say("pong")
        await (await desk.ws.ping())
        connection.tick(time.monotonic(), check=False)
        assert not presence.is_attended("sari", server.desk.now)
        await desk.say("claim", cid=cid(1), conversation="c9")
        await desk.until("error")
        connection.tick(time.monotonic(), check=False)
        assert presence.is_attended("sari", server.desk.now)


async def test_an_act_is_reported_though_nothing_came_since_the_last_look() -> None:
    """What had to wait is done after its frame was counted as a sign of life."""
    async with wired() as server, librarian(server, actor("sari")) as desk:
        (connection,) = server.sockets._open
        presence = server.desk.presence
        server.desk.now += timedelta(minutes=6)
        await desk.say("claim", cid=cid(1), conversation="c9")
        await desk.until("error")
        connection._spoke = False
        connection.tick(time.monotonic(), check=False)
        assert presence.is_attended("sari", server.desk.now)
