"""A program that feeds hostile frames to every end of `refdesk.protocol`: `seed count`, says JSON.

It ends with the first frame that is neither taken nor refused in the documented way; the frame is
named by the seed and its number.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import msgspec

from refdesk.protocol import codes, frames, told
from refdesk.protocol.client import ClientEnd, Kept
from refdesk.protocol.exchange import Exchange, Exchanged
from refdesk.protocol.exchanging import ExchangeEnd
from refdesk.protocol.server import Phase, Role, ServerEnd
from tests.faults.hostile_frames import Hostile

TOKEN = "t" * 43
CIDS = tuple(f"{number:032x}" for number in range(8))
IDS = ("c1", "c2", *CIDS)
REFUSED = frozenset({codes.CLOSE_BAD_FRAME, codes.CLOSE_TOO_LARGE})
BLOCK = 1_000  # frames to one end
_KINDS: dict[Role, tuple[type, ...]] = {
    Role.PATRON: frames.PatronFrame.__args__,
    Role.STAFF: frames.StaffFrame.__args__,
    Role.CHANNEL: frames.ChannelFrame.__args__,
}
_HELLOS: dict[Role, frames.Hello | frames.ChannelHello] = {
    Role.PATRON: frames.Hello(build="x/1", token=TOKEN),
    Role.STAFF: frames.Hello(build="x/1"),
    Role.CHANNEL: frames.ChannelHello(
        role="channel", build="x/1", channel="telegram:1", secret="s"
    ),
}
_error = msgspec.json.Decoder(frames.Error)
Feed = Callable[[bytes], str]  # gives what became of it


def server(role: Role) -> Feed:
    """Feed a server's end, by turns greeted or not; after a refusal a new one."""
    hello = msgspec.json.encode(_HELLOS[role])
    ends = 0

    def begun() -> ServerEnd:
        nonlocal ends
        ends += 1
        end = ServerEnd(role, 0.0)
        if ends % 4:
            end.receive_data(hello, 0.0)
            assert len(end.events_received()) == 1
            end.handled()
            end.welcomed()
        return end

    end = begun()

    def feed(data: bytes) -> str:
        nonlocal end
        end.receive_data(data, 0.0)
        found = end.events_received()
        assert len(found) <= 1
        for frame in found:
            assert isinstance(frame, _KINDS[role])
            end.handled()
        if end.phase is not Phase.CLOSING:
            return "taken"
        assert end.close_code in REFUSED, f"closed with {end.close_code}"
        if end.close_code == codes.CLOSE_BAD_FRAME:
            error = _error.decode(b"".join(end.data_to_send()))
            assert error.code == "bad_request"
            assert error.text
        end = begun()
        return "refused"

    return feed


def client(_: Role) -> Feed:
    """Feed a client's end with commands under way."""
    says = [frames.Say(cid=cid, conversation="c1", body="halo") for cid in CIDS]
    end, fed = ClientEnd(_HELLOS[Role.PATRON]), BLOCK

    def feed(data: bytes) -> str:
        nonlocal end, fed
        fed += 1
        if fed > BLOCK:
            end, fed = ClientEnd(_HELLOS[Role.PATRON], Kept({"c1": (1, "c1")}, list(says))), 0
            end.connect(0.0)
        end.receive_data(data, float(fed))
        end.tick(float(fed))
        news = end.events_received()
        for frame in end.data_to_send():
            assert len(frame) <= codes.FRAME_LIMIT, "it answers with too large a frame"
        return "refused" if any(isinstance(one, told.Broken) for one in news) else "taken"

    return feed


def exchange(_: Role) -> Feed:
    """Feed both bodies of an exchange: the server's struct, the client's end."""
    asked = msgspec.json.Decoder(Exchange)
    end = ExchangeEnd(dict)
    end.send(msgspec.json.encode(_HELLOS[Role.PATRON]))

    def feed(data: bytes) -> str:
        end.ask()
        end.answered(200, data)
        assert end.close_code in (0, codes.CLOSE_GOING_AWAY) or _is_answer(data)
        try:
            asked.decode(data)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            return "refused"
        return "taken"

    return feed


def _is_answer(data: bytes) -> bool:
    """Tell whether the server itself may have given this close code."""
    return msgspec.json.decode(data, type=Exchanged).close != 0


_MAKERS: tuple[tuple[Callable[[Role], Feed], Role, tuple[type, ...]], ...] = (
    *((server, role, kinds) for role, kinds in _KINDS.items()),
    (client, Role.PATRON, frames.ServerFrame.__args__),
    (exchange, Role.PATRON, (Exchange, Exchanged)),
)


def main(seed: int, count: int) -> None:
    """Feed so many frames; print what became of them and how much the memory has grown."""
    told_of: Counter[str] = Counter()
    feeds = [
        (Hostile(kinds, seed + place, IDS), make(role))
        for place, (make, role, kinds) in enumerate(_MAKERS)
    ]
    grown = before = 0
    for number in range(count):
        hostile, feed = feeds[number // BLOCK % len(feeds)]
        data = hostile.frame()
        try:
            told_of[feed(data)] += 1
        except BaseException:
            print(f"seed {seed}, frame {number}: {data[:200]!r}", file=sys.stderr)
            raise
        if number == count // 10:
            before = _resident()
        if number % 100_000 == 0:
            grown = max(grown, _resident() - before) if before else 0
    grown = max(grown, _resident() - before)
    print(json.dumps({"seed": seed, "frames": count, "grown": grown, **told_of}))


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
