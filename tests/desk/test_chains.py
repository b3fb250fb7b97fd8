"""Chains: many commands on one conversation, few commits, every promise kept."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from refdesk.desk.orders import Order
from refdesk.desk.outcomes import Outcome
from refdesk.desk.ports import Append, Receipt
from refdesk.domain import commands as c
from refdesk.domain import events as e
from refdesk.domain.actors import SYSTEM, Actor
from refdesk.domain.conversation import replay
from refdesk.domain.placing import place
from refdesk.errors import RefdeskError, Unavailable
from tests.fakes.log import MemoryLog
from tests.fakes.whole_desk import MORNING, Desk, librarian, patron

OPENING = 3  # events that open the conversation
SENDERS = (patron(), librarian("ani"), librarian("budi"))


class CommittingLog(MemoryLog):
    """A log that writes nothing until told to, then what waits in one commit."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.memory)
        self.waiting: deque[tuple[Append, Callable[[Receipt | Exception], None]]] = deque()
        self.sizes: list[int] = []

    def submit(self, append: Append, tell: Callable[[Receipt | Exception], None]) -> None:
        """Let it wait."""
        self.waiting.append((append, tell))

    async def commit(self, most: int = 256, failure: Exception | None = None) -> None:
        """Write so many in one commit, or fail them all; tell after it."""
        works = [self.waiting.popleft() for _ in range(min(most, len(self.waiting)))]
        self.sizes.append(len(works))
        outcomes: list[Receipt | Exception] = []
        for append, _ in works:
            try:
                outcomes.append(failure or await self.append(append))
            except Exception as error:  # noqa: BLE001 - it is told
                outcomes.append(error)
        for (_, tell), outcome in zip(works, outcomes, strict=True):
            tell(outcome)
        for _ in range(6):  # what goes on in tasks
            await asyncio.sleep(0)

    def write_elsewhere(self) -> None:
        """Append as another node does."""
        state = self.memory.states["c1"]
        new_id = f"x{state.head}"
        recorded = place(state, (e.Noted("lain"),), SYSTEM, MORNING, lambda: new_id, "")
        after = replay(state, recorded)
        self._write(Append("c1", state.head, recorded, after))


@dataclass
class Given:
    """A command that was given, at which moment it was told what."""

    actor: Actor
    cid: str
    words: str
    at: int
    told: list[tuple[int, Outcome]] = field(default_factory=list)


class Crowd:
    """Several senders in one conversation, with what each was told."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.moment = 0
        self.given: list[Given] = []

    async def come(self) -> None:
        """Open the conversation, then go over to commits by hand."""
        await self.desk.ask()
        await self.desk.turns.conversation("c1")
        self.log = CommittingLog(self.desk)
        self.desk.deciding.log = self.log

    def give(self, actor: Actor, cid: str, words: str) -> None:
        """Give a command without waiting."""
        one = Given(actor, cid, words, self.moment)
        self.given.append(one)
        command = c.Say(words) if actor == SENDERS[0] else c.Note(words)

        def tell(outcome: Outcome) -> None:
            if isinstance(outcome, Receipt):
                assert any(r.id == outcome.id for r in self.desk.memory.events["c1"]), "not kept"
            one.told.append((self.moment, outcome))

        order = Order(actor, "c1", command, cid, words.encode())
        self.desk.turns.begin(order, tell)

    async def done(self) -> None:
        """Write until nothing waits."""
        closing = asyncio.ensure_future(self.desk.turns.close())
        while not closing.done():
            self.moment += 1
            await self.log.commit()
        await closing


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("give"), st.integers(0, 2)),
        st.tuples(st.just("give"), st.integers(0, 2)),
        st.tuples(st.just("give"), st.integers(0, 2)),
        st.tuples(st.just("again"), st.integers(0, 30)),
        st.tuples(st.just("other content"), st.integers(0, 30)),
        st.tuples(st.just("commit"), st.integers(1, 6)),
        st.tuples(st.just("fail"), st.integers(1, 6)),
        st.tuples(st.just("elsewhere"), st.just(0)),
    ),
    min_size=10,
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_a_crowd_is_told_the_truth_in_order(steps: list[tuple[str, int]]) -> None:
    """Whatever fails or comes first elsewhere: once each, in order, nothing told that is not kept.

    Who was refused for now is overtaken by nothing that they gave before they knew of it (G4).
    """
    crowd = asyncio.run(_attempt(steps))
    log = crowd.desk.memory.events["c1"]
    assert [one.seq for one in log] == list(range(1, len(log) + 1))
    commands = [one for one in log[OPENING:] if one.cid]
    kept = {(one.by.sender, one.cid): one for one in commands}
    assert len(kept) == len(commands), "kept twice"
    for one in crowd.given:
        assert len(one.told) == 1, f"{one.cid} was told {one.told}"
        (_, outcome), name = one.told[0], (one.actor.sender, one.cid)
        if isinstance(outcome, Receipt):
            event = kept[name].event
            assert outcome.id == kept[name].id
            assert getattr(event, "body", "") == one.words
        else:
            assert isinstance(outcome, RefdeskError), outcome
    for sender in SENDERS:
        _in_order([one for one in crowd.given if one.actor == sender])


async def _attempt(steps: list[tuple[str, int]]) -> Crowd:
    crowd = Crowd()
    await crowd.come()
    for number, (step, much) in enumerate(steps):
        crowd.moment += 1
        match step:
            case "give":
                crowd.give(SENDERS[much], f"k{number}", f"kata {number}")
            case "again" if crowd.given:
                earlier = crowd.given[much % len(crowd.given)]
                crowd.give(earlier.actor, earlier.cid, earlier.words)
            case "other content" if crowd.given:
                earlier = crowd.given[much % len(crowd.given)]
                crowd.give(earlier.actor, earlier.cid, f"lain {number}")
            case "commit":
                await crowd.log.commit(much)
            case "fail":
                await crowd.log.commit(much, Unavailable())
            case "elsewhere":
                crowd.log.write_elsewhere()
            case _:
                pass
    await crowd.done()
    return crowd


def _in_order(given: list[Given]) -> None:
    """Of one sender: kept in the order of their giving, no overtaking after a refusal."""
    cids = Counter(one.cid for one in given)
    once = [one for one in given if cids[one.cid] == 1]
    seqs = [outcome.seq for one in once for _, outcome in one.told if isinstance(outcome, Receipt)]
    assert seqs == sorted(seqs), "out of order"
    for number, one in enumerate(once):
        told_at, outcome = one.told[0]
        for later in () if isinstance(outcome, Receipt) else once[number + 1 :]:
            overtook = later.at < told_at and isinstance(later.told[0][1], Receipt)
            assert not overtook, f"{later.cid} before {one.cid}"


async def test_who_waits_shares_the_next_commit() -> None:
    """Of forty commands on one conversation the first has a commit, all others the next."""
    crowd = Crowd()
    await crowd.come()
    for number in range(40):
        crowd.give(SENDERS[number % 3], f"k{number}", f"kata {number}")
    await crowd.log.commit()
    await crowd.log.commit()
    assert crowd.log.sizes == [1, 39]
    assert [r.seq for g in crowd.given for _, r in g.told if isinstance(r, Receipt)] == list(
        range(4, 44)
    )
