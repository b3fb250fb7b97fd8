"""Corners of the client's end that the scripts do not reach."""

import msgspec
import pytest

from refdesk.protocol import frames, told
from refdesk.protocol.checks import fault
from refdesk.protocol.client import ClientEnd, Kept
from refdesk.protocol.codes import UNACKNOWLEDGED_LIMIT
from refdesk.protocol.pending import Pending

HELLO = frames.Hello(build="test/1", token="t")
WELCOME = '{"type":"welcome","build":"b","at":1,"role":"patron"}'


@pytest.mark.parametrize(
    "plain", [None, [], {"cursors": {"c": [1]}}, {"pending": [{"type": "hello", "build": "b"}]}]
)
def test_what_was_not_kept_is_refused(plain: object) -> None:
    """Kept state that something else wrote is named, not half taken."""
    with pytest.raises(ValueError, match=r"Expected|Invalid"):
        Kept.restored(plain)


def test_follow_before_the_connection_goes_with_the_hello() -> None:
    """What is followed while away is named in the next hello, without a frame of its own."""
    client = ClientEnd(HELLO)
    client.follow("c1")
    client.unwatch("line")
    client.connect(0.0)
    (hello,) = client.data_to_send()
    assert msgspec.json.decode(hello)["conversations"] == {"c1": [0, ""]}


def test_acknowledged_open_of_a_followed_conversation_keeps_its_cursor() -> None:
    """An open acknowledged again does not make the client read the conversation twice."""
    opening = frames.Open(cid="a" * 32, body="halo")
    client = ClientEnd(HELLO, Kept({"c1": (3, "e3")}, [opening]))
    client.connect(0.0)
    client.receive_data(WELCOME, 0.1)
    ack = frames.Ack(cid=opening.cid, conversation="c1", seq=3, at=1)
    client.receive_data(msgspec.json.encode(ack), 0.2)
    assert client.kept() == Kept({"c1": (3, "e3")})


def test_took_of_an_unknown_intake_is_passed_on() -> None:
    """An intake sent without being kept gets its answer; an unknown ack means nothing."""
    client = ClientEnd(HELLO)
    client.connect(0.0)
    client.receive_data(WELCOME, 0.1)
    client.events_received()
    took = frames.Took(cid="b" * 32, source="m:1", conversation="c1", seq=1)
    client.receive_data(msgspec.json.encode(took), 0.2)
    ack = frames.Ack(cid="c" * 32, conversation="c1", seq=1, at=1)
    client.receive_data(msgspec.json.encode(ack), 0.3)
    assert client.events_received() == [told.Passed(took)]


def test_hold_never_ends_sooner_than_an_earlier_one() -> None:
    """Two refusals hold sending up until the later of their times."""
    pending = Pending([frames.Say(cid="a" * 32, conversation="c1", body="x")])
    pending.hold_until(9.0)
    pending.hold_until(5.0)
    assert pending.due(6.0) == []
    assert len(pending.due(9.0)) == 1 <= UNACKNOWLEDGED_LIMIT


def test_values_without_a_shape_of_their_own_have_no_fault() -> None:
    """Numbers with a fraction are not checked for being whole."""
    assert fault(frames.Error(code="busy", cid="a" * 32, retry_after=1.5)) == ""
