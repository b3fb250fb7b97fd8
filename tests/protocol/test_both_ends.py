"""Both ends over a wire that is cut at random, with a model of the log between them."""

from collections import deque

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from refdesk.protocol import codes, frames, told
from refdesk.protocol.client import ClientEnd, Kept, Phase
from refdesk.protocol.order import Order
from refdesk.protocol.server import Phase as ServerPhase
from refdesk.protocol.server import Role, ServerEnd
from refdesk.protocol.values import Event

HELLO = frames.Hello(build="test/1", token="t")
PAGE = 3  # events of one page of the model
MOST = 16  # texts of the patron


class World(RuleBasedStateMachine):
    """One patron, one conversation, a server that keeps a log and refuses now and then.

    What both ends have sent lies on two wires until a rule delivers it; a cut loses it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.log: list[Event] = []
        self.acknowledged: dict[str, int] = {}
        self.given: list[str] = []
        self.refusals = 0
        self.client = ClientEnd(HELLO, Kept({"c1": (0, "")}))
        self.server: ServerEnd | None = None
        self.order = Order()
        self.following: int | None = None
        self.upstream: deque[bytes] = deque()
        self.downstream: deque[bytes] = deque()
        self.seen: list[Event] = []
        self.told_durable: list[str] = []

    # What may happen

    @precondition(lambda self: self.server is None)
    @rule(rounds=st.integers(0, 3))
    def connect(self, rounds: int) -> None:
        """A connection is made, and serves for a while."""
        self.server = ServerEnd(Role.PATRON, self.now)
        self.order = Order()
        self.following = None
        self.client.connect(self.now)
        self.talk(rounds)

    @precondition(lambda self: self.server is not None)
    @rule(rounds=st.integers(1, 4))
    def talk(self, rounds: int) -> None:
        """Frames go both ways for a while."""
        for _ in range(rounds):
            self.deliver_up(6)
            self.deliver_down(6)

    @precondition(lambda self: self.server is not None)
    @rule()
    def cut(self) -> None:
        """The connection breaks, whatever is on the wires is lost."""
        self.server = None
        self.upstream.clear()
        self.downstream.clear()
        assert self.client.disconnect(1006)

    @rule()
    def restart(self) -> None:
        """The client's program ends and starts again with what it kept."""
        if self.server is not None:
            self.cut()
        self._collect()
        self.client = ClientEnd(HELLO, Kept.restored(self.client.kept().plain()))

    @precondition(lambda self: len(self.given) < MOST)
    @rule(many=st.integers(1, 4))
    def write(self, many: int) -> None:
        """The patron writes, faster than anybody answers."""
        for _ in range(min(many, MOST - len(self.given))):
            self._write()

    def _write(self) -> None:
        cid = f"{len(self.given) + 1:032x}"
        self.given.append(cid)
        self.client.command(frames.Say(cid=cid, conversation="c1", body=cid))

    @rule()
    def librarian_writes(self) -> None:
        """Somebody else writes."""
        self._append(f"x{len(self.log)}", "staff")

    @precondition(lambda self: self.following is not None)
    @rule(many=st.integers(1, 3))
    def repeat(self, many: int) -> None:
        """The server sends some events twice."""
        self.following = max(0, (self.following or 0) - many)

    @precondition(lambda self: self.following is not None)
    @rule()
    def leave_out(self) -> None:
        """The server forgets to send an event."""
        self.librarian_writes()
        self.following = len(self.log)

    @rule(refusals=st.integers(1, 2))
    def refuse(self, refusals: int) -> None:
        """The next commands meet a store that is down."""
        self.refusals = refusals

    @rule(seconds=st.floats(0.1, 12))
    def wait(self, seconds: float) -> None:
        """Time passes for both."""
        self.now += seconds
        self.client.tick(self.now)
        if self.server is not None:
            self.server.tick(self.now, lambda: {"c1": len(self.log)})
            if self.server.phase is ServerPhase.CLOSING:
                assert self.server.close_code == codes.CLOSE_SILENT
                self.cut()

    @rule(many=st.integers(1, 6))
    def deliver_up(self, many: int) -> None:
        """Frames reach the server."""
        self._carry()
        for _ in range(min(many, len(self.upstream))):
            self._serve(self.upstream.popleft())

    @rule(many=st.integers(1, 6))
    def deliver_down(self, many: int) -> None:
        """Frames reach the client."""
        self._carry()
        for _ in range(min(many, len(self.downstream))):
            self.client.receive_data(self.downstream.popleft(), self.now)

    # What always holds

    @invariant()
    def view_is_a_beginning_of_the_log(self) -> None:
        """Nothing is seen twice, nothing is missing in between."""
        self._collect()
        assert self.seen == self.log[: len(self.seen)]

    @invariant()
    def durable_means_in_the_log(self) -> None:
        """What the client was told to be durable is in the log, once."""
        bodies = [event.body for event in self.log]
        assert all(bodies.count(cid) == 1 for cid in self.told_durable)

    @invariant()
    def order_of_the_sender_is_kept(self) -> None:
        """The patron's texts are in the log in the order they were written."""
        bodies = [event.body for event in self.log if event.by == "patron"]
        assert bodies == [cid for cid in self.given if cid in bodies]

    def teardown(self) -> None:
        """At last, when the wire holds, everything arrives."""
        if self.server is not None:
            self.cut()
        self.refusals = 0
        self.connect(0)
        for _ in range(60):
            self.talk(1)
            self.wait(1.0)
        self._collect()
        assert self.seen == self.log
        assert self.client.kept().pending == []
        assert sorted(event.body for event in self.log if event.by == "patron") == self.given

    # The model of a server

    def _serve(self, data: bytes) -> None:
        server = self.server
        assert server is not None
        server.receive_data(data, self.now)
        for frame in server.events_received():
            self._answer(server, frame)
            server.handled()
        assert server.phase is not ServerPhase.CLOSING, server.close_code
        self._page()

    def _answer(self, server: ServerEnd, frame: object) -> None:
        match frame:
            case frames.Hello():
                server.send(frames.Welcome(build="b", at=0, role="patron"))
                server.welcomed()
                self.following = frame.conversations["c1"][0]
            case frames.Follow():
                self.following = frame.after[0]
            case frames.Say():
                self._say(server, frame)
            case _:
                raise AssertionError(frame)

    def _say(self, server: ServerEnd, frame: frames.Say) -> None:
        again = self.order.wait("c1", frame.cid, self.now)
        if not again and self.refusals and frame.cid not in self.acknowledged:
            self.refusals -= 1
            again = 1.0
            self.order.refused("c1", frame.cid, again, self.now)
        if again:
            server.send(frames.Error(code="unavailable", cid=frame.cid, retry_after=again))
            return
        if frame.cid not in self.acknowledged:
            self.acknowledged[frame.cid] = self._append(frame.body, "patron")
        seq = self.acknowledged[frame.cid]
        server.send(frames.Ack(cid=frame.cid, conversation="c1", seq=seq, at=0))

    def _append(self, body: str, by: str) -> int:
        seq = len(self.log) + 1
        side = "patron" if by == "patron" else "staff"
        event = {"seq": seq, "id": f"e{seq}", "at": 0, "kind": "said", "by": side, "body": body}
        self.log.append(msgspec.convert(event, Event))
        return seq

    def _page(self) -> None:
        if self.server is None or self.following is None or self.following >= len(self.log):
            return
        events = self.log[self.following : self.following + PAGE]
        self.following += len(events)
        self.server.send(frames.Events(conversation="c1", events=events))
        if self.following == len(self.log):
            self.server.send(frames.Live(conversation="c1", head=self.following))

    def _carry(self) -> None:
        """Put what both ends have to say on the wires, as far as there are wires."""
        waiting = self.client.data_to_send()
        if self.server is None:
            return
        self._page()
        self.upstream.extend(waiting)
        self.downstream.extend(self.server.data_to_send())

    def _collect(self) -> None:
        for one in self.client.events_received():
            if isinstance(one, told.Happened):
                self.seen.append(one.event)
            elif isinstance(one, told.Acknowledged):
                self.told_durable.append(one.command.cid)


TestWorld = World.TestCase
TestWorld.settings = settings(max_examples=120, stateful_step_count=50, deadline=None)


@given(st.binary() | st.text())
def test_no_bytes_raise_at_the_client(data: bytes | str) -> None:
    """Whatever a server sends is a frame, is stepped over, or is told as broken."""
    client = ClientEnd(HELLO)
    client.connect(0.0)
    client.receive_data(data, 1.0)
    assert len(client.events_received()) <= 1


def test_broken_texts_are_told_as_such() -> None:
    """Texts that stop a JSON reader are broken frames, not exceptions."""
    client = ClientEnd(HELLO)
    client.connect(0.0)
    for data in (b"[" * 100_000, b"\xff", '"\ud800"', "3", '{"type":4}', '{"type":"ack"}'):
        client.receive_data(data, 1.0)
        assert client.events_received() == [told.Broken()]
    assert client.phase is Phase.GREETING


def test_going_back_asks_for_what_had_no_place() -> None:
    """A consumer without a place for events gets them again from where it stands."""
    client = ClientEnd(HELLO, Kept({"c1": (7, "e7")}))
    client.connect(0.0)
    client.receive_data('{"type":"welcome","build":"b","at":1,"role":"patron"}', 0.1)
    client.data_to_send()
    client.go_back("c1", (4, "e4"))
    assert msgspec.json.decode(client.data_to_send()[0])["after"] == [4, "e4"]
