"""Frames of clients are masked, or the connection ends."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from refdesk.web.masking import CLOSE_BROKEN, Heads
from tests.faults.raw_sockets import RawSocket, frame
from tests.web.wired import wired

SIZES = st.sampled_from((0, 1, 125, 126, 127, 4_000, 65_535, 65_536, 70_000))


@given(sizes=st.lists(SIZES, max_size=5), cuts=st.lists(st.integers(0, 80_000)), last=SIZES)
def test_only_unmasked_frames_are_found(sizes: list[int], cuts: list[int], last: int) -> None:
    """However the bytes are cut, masked frames pass, the first that is not masked is found."""
    good = b"".join(frame(b"\0" * size) for size in sizes)
    for data, found in ((good, False), (good + frame(b"x" * last, masks=False), True)):
        heads = Heads()
        places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
        assert any(heads.unmasked(data[a:b]) for a, b in pairwise(places)) is found


async def test_an_unmasked_frame_ends_the_connection() -> None:
    """RFC 6455 asks the server to close; what the frame says is not done."""
    async with wired() as server:
        connection = await RawSocket.opened(server.port, "patron")
        await connection.send(frame(b'{"type":"pong"}', masks=False))
        assert await connection.close_code() == CLOSE_BROKEN
        connection.cut()
