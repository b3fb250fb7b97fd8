"""The client's end of the exchange: frames as a socket would carry them, packed into bodies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from refdesk.protocol import codes
from refdesk.protocol.exchange import Exchange, Exchanged, Known
from refdesk.protocol.inbound import Hello
from refdesk.protocol.shapes import After

_BYTES: Final = codes.EXCHANGE_BYTES // 2  # of frames; the rest is for cursors
_UNHURRIED: Final = frozenset({"seen"})  # goes along when there is one anyway
_STATUSES: Final = {400: codes.CLOSE_BAD_FRAME, 401: codes.CLOSE_UNAUTHORIZED}
_OK: Final = 200
_MALFORMED: Final = (msgspec.MsgspecError, UnicodeError, RecursionError)


class _Head(msgspec.Struct, frozen=True):
    """What tells a frame from another, in both directions."""

    type: str
    cid: str = ""
    code: str = ""
    what: str = ""


_head: Final = msgspec.json.Decoder(_Head).decode


class ExchangeEnd:
    """Takes what a client's end sends, gives what it would receive; one exchange at a time.

    The owner posts what `ask` gives, then calls `answered`, or `given_up` where it did not wait
    for the answer. `cursors` gives where the client is now.
    """

    def __init__(self, cursors: Callable[[], dict[str, After]]) -> None:
        self.close_code = 0
        self._cursors = cursors
        self._hello: Hello | None = None
        self._known: Known = {}
        self._watched: dict[str, bytes] = {}
        self._waiting: list[tuple[_Head, bytes]] = []
        self._asked: list[tuple[_Head, bytes]] = []
        self._moved = False  # something is followed or watched that the present one does not know
        self._greeted = False
        self._refused = ""  # cid of the command that has to come again before any other (G4)

    def send(self, data: bytes) -> None:
        """Take a frame, as for a socket."""
        head = _head(data)
        match head.type:
            case "hello":
                self._hello = msgspec.json.decode(data, type=Hello)
            case "watch":
                self._watched[head.what] = data
                self._moved = True
            case "unwatch":
                self._watched.pop(head.what, None)
            case "follow":
                self._moved = True
            case "pong" | "typing" | "unfollow":
                pass  # of no use here: the next exchange names what is followed
            case _ if self._in_turn(head.cid):
                self._waiting.append((head, data))
            case _:
                pass  # it comes again behind the refused one

    @property
    def begun(self) -> bool:
        """Whether the hello was said."""
        return self._hello is not None

    @property
    def pressing(self) -> bool:
        """Whether to give up the exchange under way, which only listens, for what waits."""
        listens = not _urgent(self._asked)
        return self._greeted and listens and (self._moved or _urgent(self._waiting))

    def ask(self) -> bytes:
        """Give the body of the next exchange."""
        if self._hello is None:
            raise ValueError("an exchange begins with a hello")
        self._asked = self._fitting()
        self._waiting = self._waiting[len(self._asked) :]
        self._moved = False
        given = [*self._watched.values(), *(data for _, data in self._asked)]
        asked = Exchange(
            token=self._hello.token,
            build=self._hello.build,
            lang=self._hello.lang,
            cursors=self._cursors(),
            frames=[msgspec.Raw(data) for data in given],
            known=self._known,
            hold=codes.EXCHANGE_HOLD if self._greeted and not self._waiting else 0,
        )
        return msgspec.json.encode(asked)

    def given_up(self) -> None:
        """Nobody waits for the answer any more: what was given goes along with the next."""
        self._waiting = self._asked + self._waiting
        self._asked = []

    def answered(self, status: int, data: bytes) -> list[bytes]:
        """Take an answer; give the frames in it. A `close_code` may stand afterwards."""
        self._asked = []
        if status != _OK:
            self.close_code = _STATUSES.get(status, codes.CLOSE_GOING_AWAY)
            return []
        try:
            answer = msgspec.json.decode(data, type=Exchanged)
            found = [(_head(raw), bytes(raw)) for raw in answer.frames]
        except _MALFORMED:  # of a portal that answers for the server
            self.close_code = codes.CLOSE_GOING_AWAY
            return []
        self._known, self.close_code = answer.known, answer.close
        again, self._greeted = self._greeted, True
        refused = (one.cid for one, _ in found if one.cid and one.code in codes.RETRYABLE)
        self._refused = self._refused or next(refused, "")
        self._waiting = [one for one in self._waiting if self._in_turn(one[0].cid)]
        return [data for head, data in found if not (again and head.type == "welcome")]

    def _in_turn(self, cid: str) -> bool:
        """Let no command overtake one that was refused for now: on the server nobody remembers.

        The client's end sends the refused one again, then all after it.
        """
        if cid == self._refused:
            self._refused = ""
        return not (cid and self._refused)

    def _fitting(self) -> list[tuple[_Head, bytes]]:
        found: list[tuple[_Head, bytes]] = []
        size = 0
        for one in self._waiting[: codes.EXCHANGE_FRAMES - len(self._watched)]:
            size += len(one[1])
            if found and size > _BYTES:
                break
            found.append(one)
        return found


def _urgent(given: list[tuple[_Head, bytes]]) -> bool:
    return any(head.type not in _UNHURRIED for head, _ in given)
