"""The frames of the load: an independent parser reads them, they read its frames."""

from __future__ import annotations

import pytest
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from refdesk.bench.framing import TEXT, Unframer, masked, request


def server() -> ServerProtocol:
    """The other end, as somebody else wrote it."""
    return ServerProtocol(subprotocols=["refdesk.1"])  # type: ignore[list-item]


@pytest.mark.parametrize("size", [0, 125, 126, 300, 65_535])
def test_frames_are_read_by_another_implementation(size: int) -> None:
    """Upgrade and frames of every length arrive whole."""
    end = server()
    end.receive_data(request("127.0.0.1:1", "/ws/patron", "refdesk.1", {"Origin": "http://x"}))
    opening = end.events_received()[0]
    assert isinstance(opening, Request)
    end.send_response(end.accept(opening))
    end.receive_data(masked(b"a" * size))
    frame = end.events_received()[0]
    assert isinstance(frame, Frame)
    assert (frame.opcode, bytes(frame.data)) == (Opcode.TEXT, b"a" * size)


def test_a_frame_beyond_the_limit_is_refused() -> None:
    """64 KiB are too much for the load."""
    with pytest.raises(ValueError, match="65536"):
        masked(b"a" * 65_536)


@pytest.mark.parametrize("step", [1, 7, 4096])
def test_frames_are_put_together_from_any_pieces(step: int) -> None:
    """However the bytes are cut, the same frames come out."""
    texts = [b"", b"ya", b"b" * 126, b"c" * 70_000]
    sent = b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + b"".join(
        Frame(Opcode.TEXT, text).serialize(mask=False) for text in texts
    )
    end = Unframer()
    found = [frame for at in range(0, len(sent), step) for frame in end.feed(sent[at : at + step])]
    assert found == [(TEXT, text) for text in texts]
    assert end.answer.startswith(b"HTTP/1.1 101")
