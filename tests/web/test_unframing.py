"""Bytes of a client become messages, or the connection ends with the right code."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from refdesk.protocol.codes import CLOSE_TOO_LARGE, FRAME_LIMIT
from refdesk.web.framing import BINARY, CLOSE, PING, PONG, TEXT
from refdesk.web.unframing import CLOSE_BAD_TEXT, CLOSE_BROKEN, Broken, Unframer
from tests.faults.framing_cases import cases
from tests.faults.raw_sockets import CONTINUATION, RawSocket, frame
from tests.web.wired import wired

SIZES = st.sampled_from((0, 1, 125, 126, 127, 4_000, 65_535, 65_536))
CUTS = st.lists(st.integers(0, 80_000))
MESSAGES = st.lists(st.tuples(st.sampled_from((TEXT, BINARY, PING, PONG)), SIZES), max_size=5)
OURS = (CLOSE_BROKEN, CLOSE_BAD_TEXT, CLOSE_TOO_LARGE)


def cut(data: bytes, cuts: list[int]) -> list[bytes]:
    """Cut bytes at these places."""
    places = sorted({0, len(data), *(place for place in cuts if place < len(data))})
    return [data[a:b] for a, b in pairwise(places)]


def fed(chunks: list[bytes]) -> tuple[list[tuple[int, str | bytes]], int]:
    """Feed an unframer; give the messages, and the code of what broke it, else 0."""
    unframer, heard = Unframer(), list[tuple[int, str | bytes]]()
    try:
        for chunk in chunks:
            heard.extend(unframer.feed(chunk))
    except Broken as broken:
        return heard, broken.code
    return heard, 0


def content(opcode: int, size: int) -> str | bytes:
    """Give what a message of so many bytes carries."""
    return "é" * (size // 2) + "x" * (size % 2) if opcode == TEXT else b"\xff" * size


def wire(opcode: int, carried: str | bytes) -> bytes:
    """Give the frame of a message."""
    return frame(carried.encode() if isinstance(carried, str) else carried, opcode)


@given(sent=MESSAGES, cuts=CUTS)
def test_messages_come_whole_however_the_bytes_are_cut(
    sent: list[tuple[int, int]], cuts: list[int]
) -> None:
    """What a client sends is what comes out, in order."""
    messages = [(o, content(o, s if o in (TEXT, BINARY) else min(s, 125))) for o, s in sent]
    data = b"".join(wire(*message) for message in messages)
    assert fed(cut(data, cuts)) == (messages, 0)


@given(parts=st.lists(st.integers(0, 30_000), min_size=2, max_size=6), cuts=CUTS)
def test_parts_make_one_message_with_pings_between_them(parts: list[int], cuts: list[int]) -> None:
    """Parts are put together; together they may not be longer than one frame."""
    pieces = [
        frame(b"x" * size, TEXT if n == 0 else CONTINUATION, fin=n == len(parts) - 1)
        for n, size in enumerate(parts)
    ]
    heard, code = fed(cut(frame(b"?", PING).join(pieces), cuts))
    if sum(parts) > FRAME_LIMIT:
        assert code == CLOSE_TOO_LARGE
    else:
        pings = [(PING, b"?")] * (len(parts) - 1)
        assert (heard, code) == ([*pings, (TEXT, "x" * sum(parts))], 0)


@given(cuts=CUTS, seed=st.integers(0, 1_000))
def test_what_breaks_the_protocol_is_told_by_its_code(cuts: list[int], seed: int) -> None:
    """The malformed frames of the attack suite get the same code however they are cut."""
    for case in cases(seed, 21):
        heard, code = fed(cut(b"".join(case.chunks)[:80_000], cuts))
        assert code == (case.code if case.code in OURS else 0), case.name
        assert code or heard


@given(sent=MESSAGES, cuts=CUTS)
def test_only_masked_frames_are_taken(sent: list[tuple[int, int]], cuts: list[int]) -> None:
    """What came before the first frame that is not masked stands, nothing after it does."""
    good = b"".join(frame(b"x" * min(size, 125), opcode) for opcode, size in sent)
    bad = frame(b"x", masks=False) + frame(b"x")
    heard, code = fed(cut(good + bad, cuts))
    assert (len(heard), code) == (len(sent), CLOSE_BROKEN)


def test_a_close_frame_carries_a_code_or_nothing() -> None:
    """An empty close is as good as one with a code and words."""
    for payload in (b"", b"\x03\xe8", b"\x0f\xa0dah"):
        assert fed([frame(payload, CLOSE)]) == ([(CLOSE, payload)], 0)


async def test_an_unmasked_frame_ends_the_connection() -> None:
    """RFC 6455 asks the server to close; what the frame says is not done."""
    async with wired() as server:
        connection = await RawSocket.opened(server.port, "patron")
        await connection.send(frame(b'{"type":"pong"}', masks=False))
        assert await connection.close_code() == CLOSE_BROKEN
        connection.cut()


async def test_bytes_before_the_answer_are_not_lost() -> None:
    """A hello sent along with the request is answered."""
    async with wired() as server:
        hello = frame(b'{"type":"hello","build":"test/1","token":"%b"}' % (b"t" * 43))
        connection = await RawSocket.opened(server.port, "patron", beside=hello)
        _, welcome = await connection.hear()
        assert b'"welcome"' in welcome
        connection.cut()


async def test_a_ping_of_the_protocol_is_answered() -> None:
    """A client's own ping comes back as a pong with the same words."""
    async with wired() as server:
        connection = await RawSocket.opened(server.port, "patron")
        await connection.send(frame(b"halo", PING))
        assert await connection.hear() == (PONG, b"halo")
        await connection.send(frame(b"", CLOSE))
        assert await connection.close_code() == 1000
        connection.cut()
