"""The client's end as a channel uses it."""

import msgspec

from refdesk.protocol import frames, told
from refdesk.protocol.client import ClientEnd, Kept


def test_channel_hello_names_no_conversations() -> None:
    """A channel's hello goes out as it is; `took` acknowledges an intake."""
    hello = frames.ChannelHello(role="channel", build="b", channel="t:1", secret="s")
    client = ClientEnd(hello)
    client.connect(0.0)
    assert msgspec.json.decode(client.data_to_send()[0])["channel"] == "t:1"
    client.receive_data('{"type":"welcome","build":"b","at":1,"role":"channel"}', 0.1)
    act = frames.ChannelText(body="halo")
    intake = frames.Intake(cid="a" * 32, fence=1, source="m:1", thread="1", act=act)
    client.command(intake)
    client.receive_data(
        msgspec.json.encode(frames.Took(cid=intake.cid, source="m:1", conversation="c1", seq=2)),
        0.2,
    )
    assert isinstance(client.events_received()[-1], told.Acknowledged)
    assert client.kept() == Kept()


def test_what_was_taken_of_an_intake_that_was_passed_on_is_told() -> None:
    """A channel keeps its intakes itself, for each connection gives them another fence."""
    hello = frames.ChannelHello(role="channel", build="b", channel="t:1", secret="s")
    client = ClientEnd(hello)
    client.connect(0.0)
    client.receive_data('{"type":"welcome","build":"b","at":1,"role":"channel"}', 0.1)
    took = frames.Took(cid="a" * 32, source="m:1", conversation="c1", seq=2)
    client.receive_data(msgspec.json.encode(took), 0.2)
    assert client.events_received()[-1] == told.Passed(took)
