"""What a client may do wrong below JSON, each with the close code that RFC 6455 or we ask for."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat

from refdesk.bench.framing import CLOSE, TEXT
from refdesk.protocol import codes
from tests.faults.raw_sockets import BINARY, CONTINUATION, PING, PONG, frame, header

PROTOCOL_ERROR, BAD_TEXT, NORMAL = 1002, 1007, 1000
TOO_LARGE, BAD_FRAME = codes.CLOSE_TOO_LARGE, codes.CLOSE_BAD_FRAME
VALID = b'{"type":"typing","conversation":"x"}'
BAD_UTF8 = (
    b"\xff",
    b"\xc3\x28",
    b"\xe2\x82",
    b"\xed\xa0\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\xc0\xaf",
)
_NEVER_SENT = (0, 999, 1004, 1005, 1015, 1016, 2_000, 2_999)  # close codes a client may not send
_CONTROLS = (CLOSE, PING, PONG)
_UNKNOWN = (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)  # opcodes
_MORE = 2_000  # fragments: as many as anybody could wish for


@dataclass(frozen=True, slots=True)
class Case:
    """Chunks to be sent one after the other, and the close code that must come.

    Where a client sends on and on, the system may drop the code with what was not read: `hasty`.
    """

    name: str
    chunks: tuple[bytes, ...]
    code: int
    hasty: bool = False


Kind = Callable[[random.Random], Case]


def cases(seed: int, count: int) -> Iterator[Case]:
    """Give so many cases, all kinds by turns, their details by the seed."""
    chance = random.Random(seed)
    for number in range(count):
        yield KINDS[number % len(KINDS)](chance)


def _over_the_limit(chance: random.Random) -> Case:
    over = chance.choice((1, 1, 2, 1_000))
    data = frame(b"x" * (codes.FRAME_LIMIT + over), chance.choice((TEXT, BINARY)))
    return Case("64 KiB + 1", (data,), TOO_LARGE)


def _far_too_large(chance: random.Random) -> Case:
    data = frame(b"x" * chance.choice((500_000, 3_000_000)))
    return Case("far too large", (data,), TOO_LARGE, hasty=True)


def _huge_length(chance: random.Random) -> Case:
    size = chance.choice(
        (2**63 - 1, 2**63, 2**64 - 1, 2**32, 2**31, chance.getrandbits(63) | 1 << 20)
    )
    data = header(size, chance.choice((TEXT, BINARY))) + bytes(chance.randrange(2_000))
    return Case("huge length", (data,), TOO_LARGE)


def _endless_fragments(chance: random.Random) -> Case:
    piece = b"x" * chance.randint(500, 4_000)
    chunks = (frame(piece, fin=False), *repeat(frame(piece, CONTINUATION, fin=False), _MORE))
    return Case("endless fragments", chunks, TOO_LARGE)


def _fragments_at_once(_: random.Random) -> Case:
    pieces = frame(b"x" * 999, fin=False) + 500 * frame(b"x" * 999, CONTINUATION, fin=False)
    return Case("fragments at once", (pieces,), TOO_LARGE, hasty=True)


def _bad_utf8(chance: random.Random) -> Case:
    return Case("bad UTF-8", (frame(b'{"type":"' + chance.choice(BAD_UTF8)),), BAD_TEXT)


def _bad_utf8_in_pieces(chance: random.Random) -> Case:
    bad = b"xx" + chance.choice(BAD_UTF8)
    pieces = (frame(bad[:-1], fin=False), frame(bad[-1:], CONTINUATION))
    return Case("bad UTF-8 in pieces", pieces, BAD_TEXT)


def _bad_utf8_as_binary(chance: random.Random) -> Case:
    return Case("binary rubbish", (frame(b"\xff" + chance.randbytes(99), BINARY),), BAD_FRAME)


def _reserved_bits(chance: random.Random) -> Case:
    opcode = chance.choice((TEXT, BINARY, *_CONTROLS))
    data = frame(VALID, opcode, rsv=chance.randint(1, 7))
    return Case("RSV bits", (data,), PROTOCOL_ERROR)


def _unknown_opcode(chance: random.Random) -> Case:
    return Case("opcode", (frame(VALID, chance.choice(_UNKNOWN)),), PROTOCOL_ERROR)


def _unmasked(chance: random.Random) -> Case:
    opcode = chance.choice((TEXT, BINARY, PING, PONG))
    before = frame(b"", PONG) * chance.randrange(3)
    return Case("unmasked", (before + frame(VALID, opcode, masks=False),), PROTOCOL_ERROR)


def _long_control(chance: random.Random) -> Case:
    payload = NORMAL.to_bytes(2, "big") + b"x" * chance.randint(124, 70_000)
    return Case("long control", (frame(payload, chance.choice(_CONTROLS)),), PROTOCOL_ERROR)


def _control_in_pieces(chance: random.Random) -> Case:
    return Case(
        "control in pieces", (frame(b"", chance.choice(_CONTROLS), fin=False),), PROTOCOL_ERROR
    )


def _continuation_of_nothing(chance: random.Random) -> Case:
    data = frame(VALID, CONTINUATION, fin=chance.random() < 0.5)
    return Case("continuation of nothing", (data,), PROTOCOL_ERROR)


def _text_within_text(chance: random.Random) -> Case:
    opcode = chance.choice((TEXT, BINARY))
    chunks = (frame(VALID[:9], fin=False), frame(VALID, opcode, fin=bool(chance.getrandbits(1))))
    return Case("text within text", chunks, PROTOCOL_ERROR)


def _close_of_one_byte(_: random.Random) -> Case:
    return Case("close of one byte", (frame(b"\x03", CLOSE),), PROTOCOL_ERROR)


def _close_with_no_code(chance: random.Random) -> Case:
    payload = chance.choice(_NEVER_SENT).to_bytes(2, "big")
    return Case("close with no code", (frame(payload, CLOSE),), PROTOCOL_ERROR)


def _close_in_bad_words(chance: random.Random) -> Case:
    payload = NORMAL.to_bytes(2, "big") + chance.choice(BAD_UTF8)
    return Case("close in bad words", (frame(payload, CLOSE),), BAD_TEXT)


def _good_close(chance: random.Random) -> Case:
    payload = chance.choice((b"", NORMAL.to_bytes(2, "big"), (4_000).to_bytes(2, "big") + b"dah"))
    return Case("a good close", (frame(payload, CLOSE),), NORMAL)


def _not_json(chance: random.Random) -> Case:
    texts = (b"", b"halo?", b"[" * 60_000, b'{"type":', b"null", VALID + VALID, b'{"type":"shout"}')
    return Case("no frame of ours", (frame(chance.choice(texts)),), BAD_FRAME)


def _http(_: random.Random) -> Case:
    # "G" has RSV bits set.
    return Case("HTTP", (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",), PROTOCOL_ERROR)


KINDS: tuple[Kind, ...] = (
    _over_the_limit,
    _far_too_large,
    _huge_length,
    _endless_fragments,
    _fragments_at_once,
    _bad_utf8,
    _bad_utf8_in_pieces,
    _bad_utf8_as_binary,
    _reserved_bits,
    _unknown_opcode,
    _unmasked,
    _long_control,
    _control_in_pieces,
    _continuation_of_nothing,
    _text_within_text,
    _close_of_one_byte,
    _close_with_no_code,
    _close_in_bad_words,
    _good_close,
    _not_json,
    _http,
)

# Nothing is ever complete here: time alone ends it.
SILENT = (
    Case("half a head", (frame(VALID)[:1],), codes.CLOSE_SILENT),
    Case("half a text", (frame(VALID)[:-1],), codes.CLOSE_SILENT),
    Case(
        "endless empty fragments",
        (frame(b"", fin=False), *repeat(frame(b"", CONTINUATION, fin=False), _MORE)),
        codes.CLOSE_SILENT,
    ),
    Case("nothing", (), codes.CLOSE_SILENT),
)
