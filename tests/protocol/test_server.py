"""The server's end of a connection: each state, each limit."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdesk.protocol import codes, frames
from refdesk.protocol.server import Phase, Role, ServerEnd, encode

HELLO = '{"type":"hello","build":"b","token":"t"}'
SAY = json.dumps({"type": "say", "cid": "a" * 32, "conversation": "c1", "body": "halo"})


def live(role: Role = Role.PATRON, held: int = 0) -> ServerEnd:
    """Give an end that has been greeted."""
    end = ServerEnd(role, 0.0, lambda: held)
    hello = HELLO
    if role is Role.CHANNEL:
        hello = json.dumps(
            {"type": "hello", "role": "channel", "build": "b", "channel": "t:1", "secret": "s"}
        )
    end.receive_data(hello, 0.0)
    assert len(end.events_received()) == 1
    end.handled()
    end.welcomed()
    return end


def sent(end: ServerEnd) -> list[dict[str, Any]]:
    """Take all frames that wait on the way out."""
    return [msgspec.json.decode(data) for data in end.data_to_send()]


def test_greeting_takes_one_hello() -> None:
    """The first frame must be a hello; the next must wait for the welcome."""
    end = ServerEnd(Role.PATRON, 0.0)
    end.receive_data(HELLO, 0.0)
    (hello,) = end.events_received()
    assert isinstance(hello, frames.Hello)
    end.receive_data(SAY, 0.1)
    assert end.close_code == codes.CLOSE_BAD_FRAME


@pytest.mark.parametrize("data", [SAY, '{"type":"follow","conversation":"c"}'])
def test_nothing_but_hello_before_hello(data: str) -> None:
    """Another first frame is refused by its place, and the connection closes."""
    end = ServerEnd(Role.PATRON, 0.0)
    end.receive_data(data, 0.0)
    assert end.close_code == codes.CLOSE_BAD_FRAME
    assert "$.type" in sent(end)[0]["text"]


def test_second_hello_is_refused() -> None:
    """A hello comes once."""
    end = live()
    end.receive_data(HELLO, 1.0)
    assert end.close_code == codes.CLOSE_BAD_FRAME


def test_silence_instead_of_hello_closes() -> None:
    """Without a hello in ten seconds the connection closes."""
    end = ServerEnd(Role.PATRON, 0.0)
    end.tick(9.0, dict)
    assert end.phase is Phase.GREETING
    end.tick(10.5, dict)
    assert (end.phase, end.close_code) == (Phase.CLOSING, codes.CLOSE_SILENT)


def test_frames_come_in_arrival_order() -> None:
    """Frames are handed out as they arrived, pongs are not handed out."""
    end = live()
    for kind in ("follow", "unfollow"):
        end.receive_data(json.dumps({"type": kind, "conversation": "c"}), 1.0)
    end.receive_data('{"type":"pong"}', 2.0)
    assert [type(frame) for frame in end.events_received()] == [frames.Follow, frames.Unfollow]
    assert end.events_received() == []
    assert end.heard == 2.0


def test_each_role_knows_its_frames_only() -> None:
    """What staff may say is an unknown frame on a patron's connection, and the other way round."""
    claim = json.dumps({"type": "claim", "cid": "a" * 32, "conversation": "c"})
    opening = json.dumps({"type": "open", "cid": "a" * 32, "body": "x"})
    for role, data, code in [
        (Role.PATRON, claim, codes.CLOSE_BAD_FRAME),
        (Role.STAFF, claim, 0),
        (Role.STAFF, opening, codes.CLOSE_BAD_FRAME),
        (Role.PATRON, opening, 0),
        (Role.CHANNEL, opening, codes.CLOSE_BAD_FRAME),
        (Role.CHANNEL, '{"type":"take","part":"in"}', 0),
    ]:
        end = live(role)
        end.receive_data(data, 1.0)
        assert end.close_code == code


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"cid": "xyz"}, "$.cid"),
        ({"cid": "A" * 32}, "$.cid"),
        ({"conversation": "c/1"}, "$.conversation"),
        ({"conversation": "c" * 65}, "$.conversation"),
        ({"fence": -1}, "$.fence"),
        ({"fence": 2**53}, "$.fence"),
        ({"body": "a\0b"}, "$.body"),
        ({"extra": 1}, "extra"),
        ({"body": 3}, "$.body"),
    ],
)
def test_faults_are_named_by_place(change: dict[str, object], place: str) -> None:
    """A frame with a fault closes the connection after its place was told."""
    end = live()
    end.receive_data(json.dumps({**json.loads(SAY), **change}), 1.0)
    assert place in sent(end)[0]["text"]
    assert end.close_code == codes.CLOSE_BAD_FRAME


@pytest.mark.parametrize(
    "cursors",
    [
        {f"c{number}": [0, ""] for number in range(codes.FOLLOW_LIMIT + 1)},
        {"c/1": [0, ""]},
        {"c1": [-1, ""]},
    ],
)
def test_cursors_of_a_hello_are_checked(cursors: dict[str, object]) -> None:
    """Too many cursors, strange ids or negative numbers are no hello."""
    end = ServerEnd(Role.PATRON, 0.0)
    end.receive_data(json.dumps({**json.loads(HELLO), "conversations": cursors}), 0.0)
    assert end.close_code == codes.CLOSE_BAD_FRAME


def test_nested_faults_are_found() -> None:
    """A fault inside an act of a channel is found; a boolean is no number to check."""
    intake = {
        "type": "intake",
        "cid": "a" * 32,
        "fence": 1,
        "source": "m:1",
        "thread": "1",
        "act": {"type": "press", "button": "rate", "score": -1},
    }
    end = live(Role.CHANNEL)
    end.receive_data(json.dumps(intake), 1.0)
    assert end.close_code == codes.CLOSE_BAD_FRAME
    staff = live(Role.STAFF)
    staff.receive_data('{"type":"duty","on":true}', 1.0)
    assert len(staff.events_received()) == 1


def test_over_long_frame_closes() -> None:
    """One byte over the limit closes with 1009."""
    end = live()
    end.receive_data(b" " * (codes.FRAME_LIMIT + 1), 1.0)
    assert end.close_code == codes.CLOSE_TOO_LARGE


def test_flooding_closes() -> None:
    """More than 32 frames without an answer close the connection, answered ones do not count."""
    end = live()
    for _ in range(codes.IN_FLIGHT_LIMIT):
        end.receive_data(SAY, 1.0)
    end.handled()
    end.receive_data(SAY, 1.0)
    assert end.phase is Phase.LIVE
    end.receive_data(SAY, 1.0)
    assert end.close_code == codes.CLOSE_FLOODING
    assert end.events_received() == []


def test_ping_carries_heads_and_wants_a_pong() -> None:
    """A ping every 25 s; dead when nothing at all came within 10 s after it."""
    end = live()
    end.tick(24.0, lambda: {"c": 3})
    assert end.drained
    end.tick(25.0, lambda: {"c": 3})
    assert sent(end) == [{"type": "ping", "heads": {"c": 3}}]
    end.tick(34.0, dict)
    end.receive_data('{"type":"pong"}', 34.5)
    end.tick(36.0, dict)
    assert end.phase is Phase.LIVE
    end.tick(50.0, dict)
    end.send(frames.Reload())
    end.tick(60.5, dict)
    assert end.close_code == codes.CLOSE_SILENT
    assert end.drained
    end.tick(70.0, dict)


def test_pings_come_as_often_as_they_are_asked_for() -> None:
    """Where a librarian must be heard sooner than that, pings come sooner."""
    end = live()
    for now in (1.0, 2.0, 3.0):
        end.tick(now, dict, ping_every=2.0)
    assert sent(end) == [{"type": "ping"}]


def test_outbox_is_bounded_in_events() -> None:
    """Over 512 waiting events the reader is lagging and what waits is dropped."""
    end = live()
    end.send_encoded(b"{}", events=codes.OUT_EVENTS)
    end.send(frames.Reload(), droppable=True)
    end.send_encoded(b"{}", events=1)
    assert end.close_code == codes.CLOSE_LAGGING
    assert not end.data_to_send()


def test_outbox_counts_what_the_transport_holds() -> None:
    """Bytes that have not left the transport count; droppable frames are dropped first."""
    end = live(held=codes.OUT_BYTES - 10)
    end.send(frames.Writes(conversation="c", by="patron"), droppable=True)
    assert end.phase is Phase.LIVE
    assert end.drained
    end.send(frames.Writes(conversation="c", by="patron"))
    assert end.close_code == codes.CLOSE_LAGGING


def test_slot_keeps_the_newest_only() -> None:
    """A frame of a slot replaces the one that waits, behind what came in between."""
    end = live()
    end.send(frames.State(what="desk", version=1), slot="state")
    end.send(frames.Reload())
    end.send(frames.State(what="desk", version=2), slot="state")
    assert [frame.get("version") for frame in sent(end)] == [None, 2]
    end.send(frames.Reload())
    assert len(sent(end)) == 1


def test_closed_end_takes_and_sends_nothing() -> None:
    """The first reason to close stands; later frames in and out are ignored."""
    end = live()
    end.close(codes.CLOSE_GOING_AWAY)
    end.close(codes.CLOSE_LAGGING)
    end.receive_data(SAY, 2.0)
    end.send(frames.Reload())
    end.welcomed()
    assert (end.close_code, end.events_received(), end.data_to_send()) == (
        codes.CLOSE_GOING_AWAY,
        [],
        [],
    )


def test_encoding_leaves_defaults_out() -> None:
    """Fields equal to their default cost no byte."""
    assert encode(frames.Ping()) == b'{"type":"ping"}'


@given(st.binary() | st.text(), st.sampled_from(Role))
def test_no_bytes_raise(data: bytes | str, role: Role) -> None:
    """Whatever comes is a frame or closes the connection."""
    end = live(role)
    end.receive_data(data, 1.0)
    assert end.events_received() or end.close_code or end.phase is Phase.LIVE


def test_deeply_nested_and_broken_texts_close() -> None:
    """Texts that stop a JSON reader are refused like any other."""
    for data in (b"[" * 60_000, b"\xff\xfe", '"\ud800"', '{"type":"say"'):
        end = live()
        end.receive_data(data, 1.0)
        assert end.close_code == codes.CLOSE_BAD_FRAME


def test_a_hello_that_waits_for_its_answer_is_no_silence() -> None:
    """However long the server takes in a storm, who has said hello in time is not sent away."""
    end = ServerEnd(Role.PATRON, 0.0)
    end.receive_data(HELLO, 1.0)
    end.tick(codes.HELLO_WITHIN + 60, dict)
    assert not end.close_code
    end.events_received()
    end.handled()
    end.welcomed()
    assert end.phase is Phase.LIVE
