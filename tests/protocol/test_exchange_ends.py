"""Both ends over exchanges that break at random, with the model of the socket behind them."""

from __future__ import annotations

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from refdesk.protocol import codes, frames
from refdesk.protocol.exchange import Exchange, Exchanged
from refdesk.protocol.exchanging import ExchangeEnd
from refdesk.protocol.order import Order
from refdesk.protocol.server import Role, ServerEnd
from tests.protocol.test_both_ends import MOST, World


class ExchangeWorld(World):
    """The world of the socket, with an exchange in the place of each bunch of frames.

    `asked` is the body on its way, `answer` what comes back; a cut loses both.
    """

    def __init__(self) -> None:
        super().__init__()
        self.exchange: ExchangeEnd | None = None
        self.asked: bytes | None = None
        self.answer: bytes | None = None

    @precondition(lambda self: self.exchange is None)
    @rule(rounds=st.integers(0, 3))
    def connect(self, rounds: int) -> None:
        """A run of exchanges begins."""
        self.exchange = ExchangeEnd(lambda: self.client.kept().cursors)
        self.client.connect(self.now)
        self.talk(rounds)

    @precondition(lambda self: self.exchange is not None)
    @rule(rounds=st.integers(1, 4))
    def talk(self, rounds: int) -> None:
        """Exchanges go to and fro for a while."""
        for _ in range(rounds):
            self.deliver_up(1)
            self.deliver_down(1)

    @precondition(lambda self: self.exchange is not None)
    @rule()
    def cut(self) -> None:
        """The exchange under way breaks: what it asked may have been done or not."""
        self.exchange = self.asked = self.answer = None
        assert self.client.disconnect(1006)

    @rule()
    def restart(self) -> None:
        """The client's program ends and starts again with what it kept."""
        if self.exchange is not None:
            self.cut()
        super().restart()

    @precondition(lambda self: self.exchange is not None)
    @rule()
    def repeat(self, many: int = 1) -> None:
        """The client gives up an exchange that only listens, whatever the server did with it."""
        assert self.exchange is not None
        self._carry()
        if self.asked is not None and self.exchange.pressing:
            self.exchange.given_up()
            self.asked = self.answer = None

    @rule()
    def leave_out(self) -> None:
        """Nothing is left out of an answer: there is nothing to forget."""

    @precondition(lambda self: self.exchange is not None and len(self.given) < MOST)
    @rule(refusals=st.integers(1, 2), sent=st.booleans())
    def refuse(self, refusals: int, sent: bool) -> None:
        """A store that is down refuses commands, while the patron goes on writing."""
        self.refusals = refusals
        self.talk(1)
        self.write(1)
        self.deliver_up(1)
        self.write(2)
        if sent:
            self._carry()
        self.deliver_down(1)

    @rule(seconds=st.floats(0.1, 12))
    def wait(self, seconds: float) -> None:
        """Time passes for the client; the server keeps no time."""
        self.now += seconds
        self.client.tick(self.now)

    @rule(many=st.integers(1, 6))
    def deliver_up(self, many: int) -> None:
        """What is asked reaches the server."""
        self._carry()
        if self.asked is not None and self.answer is None:
            self.answer = self._exchanged(msgspec.json.decode(self.asked, type=Exchange))

    @rule(many=st.integers(1, 6))
    def deliver_down(self, many: int) -> None:
        """The answer reaches the client."""
        if self.exchange is None or self.answer is None:
            return
        data, self.asked, self.answer = self.answer, None, None
        for frame in self.exchange.answered(200, data):
            self.client.receive_data(frame, self.now)
        assert not self.exchange.close_code

    def teardown(self) -> None:
        """At last, when exchanges arrive, everything does."""
        if self.exchange is not None:
            self.cut()
        super().teardown()

    def _exchanged(self, asked: Exchange) -> bytes:
        """Answer as the server does: a short connection, nothing of it left."""
        assert len(asked.frames) <= codes.EXCHANGE_FRAMES
        server = self.server = ServerEnd(Role.PATRON, self.now)
        self.order = Order()
        hello = frames.Hello(build=asked.build, token=asked.token, conversations=asked.cursors)
        for data in (msgspec.json.encode(hello), *asked.frames):
            self._serve(bytes(data))
        server.send(frames.Ping(heads={"c1": self.following or 0}))
        found = list(map(msgspec.Raw, server.data_to_send()))
        self.server = self.following = None
        return msgspec.json.encode(Exchanged(frames=found))

    def _carry(self) -> None:
        """Give the exchange what the client has to say; ask when nothing is under way."""
        waiting = self.client.data_to_send()
        if self.exchange is None:
            return
        for data in waiting:
            self.exchange.send(data)
        if self.asked is None:
            self.asked = self.exchange.ask()


TestExchangeWorld = ExchangeWorld.TestCase
TestExchangeWorld.settings = settings(max_examples=120, stateful_step_count=50, deadline=None)


def test_what_is_no_answer_is_a_lost_connection() -> None:
    """A portal that answers for the server, whatever it says: come back later."""
    for data in (b"", b"<html>", b"\xff", b'{"frames":[7]}', b'{"frames":[' + b"[" * 30_000):
        end = ExchangeEnd(dict)
        end.send(msgspec.json.encode(frames.Hello(build="x/1", token="t" * 43)))
        end.ask()
        assert end.answered(200, data) == []
        assert end.close_code == codes.CLOSE_GOING_AWAY
