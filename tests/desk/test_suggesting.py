"""Suggesting: to the patron while nobody has claimed, to the claim holder afterwards."""

import asyncio

import pytest

from refdesk.desk.hub import News
from refdesk.domain import commands as c
from refdesk.domain.actors import Actor
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Offer, Suggested, Verdict
from tests.fakes.whole_desk import Desk, librarian, patron


class Listener:
    """A reader that keeps the suggestions it was told."""

    def __init__(self) -> None:
        self.offers: list[tuple[int, tuple[Offer, ...]]] = []

    def news(self, news: News) -> None:
        """Ignore events."""

    def moved(self, conversation: str) -> None:
        """Ignore moves."""

    def typing(self, conversation: str, actor: Actor) -> None:
        """Ignore typing."""

    def marked(self, conversation: str) -> None:
        """Ignore marks."""

    def suggested(self, conversation: str, of: int, offers: tuple[Offer, ...]) -> None:
        """Keep suggestions."""
        self.offers.append((of, offers))


@pytest.fixture
def desk() -> Desk:
    """Give a desk whose knowledge base knows about opening hours and renewals."""
    desk = Desk()
    desk.answers.entries = {"jam": "hours", "perpanjang": "renewing"}
    return desk


def offered(desk: Desk) -> list[tuple[int, list[str]]]:
    """Give what the log says was suggested."""
    return [
        (one.event.of, [offer.entry for offer in one.event.offers])
        for one in desk.memory.events["c1"]
        if isinstance(one.event, Suggested)
    ]


async def test_the_first_text_gets_suggestions_in_the_log(desk: Desk) -> None:
    """The patron's question is answered by entries recorded for everybody."""
    await desk.ask("jam buka?")
    await desk.suggesting.work()
    assert offered(desk) == [(2, ["hours"])]
    assert desk.answers.asked == [("jam buka?", False)]


async def test_silence_is_no_event(desk: Desk) -> None:
    """A question the knowledge base does not know adds nothing to the log."""
    await desk.ask("apa kabar?")
    await desk.suggesting.work()
    assert offered(desk) == []


async def test_only_the_newest_text_counts(desk: Desk) -> None:
    """Texts written while a suggestion waited are answered by one, for the newest."""
    await desk.ask("jam buka?")
    await desk.turns.take(patron(), "c1", c.Say("cara perpanjang?"), cid="s1")
    await desk.suggesting.work()
    assert offered(desk) == [(4, ["renewing"])]


async def test_who_waved_suggestions_away_gets_no_more(desk: Desk) -> None:
    """After "ask a librarian" the patron is not interrupted by entries."""
    await desk.ask("jam buka?")
    await desk.suggesting.work()
    await desk.turns.take(patron(), "c1", c.Judge(Verdict.UNHELPED), cid="j1")
    await desk.turns.take(patron(), "c1", c.Say("cara perpanjang?"), cid="s1")
    await desk.suggesting.work()
    assert len(offered(desk)) == 1


async def test_the_claim_holder_gets_suggestions_on_claim_and_on_each_text(desk: Desk) -> None:
    """A librarian sees entries, staff ones too, that the patron's log knows nothing of."""
    listener = Listener()
    desk.hub.follow("c1", listener)
    await desk.on_duty("ani")
    await desk.ask("jam buka?")
    await desk.turns.take(librarian("ani"), "c1", c.Claim(), cid="k1")
    await desk.suggesting.work()
    await desk.turns.take(patron(), "c1", c.Say("cara perpanjang?"), cid="s1")
    await desk.suggesting.work()
    shown = [(of, [offer.entry for offer in offers]) for of, offers in listener.offers]
    assert shown == [(2, ["hours"]), (5, ["renewing"])]
    assert desk.answers.asked == [("jam buka?", True), ("cara perpanjang?", True)]
    assert offered(desk) == []


async def test_waiting_suggestions_are_bounded(desk: Desk) -> None:
    """Beyond 64 waiting conversations the one that waits longest stays without."""
    for number in range(65):
        await desk.ask("jam buka?", conversation=f"c{number}")
    await desk.suggesting.work()
    assert len(desk.answers.asked) == 64
    assert "suggested" not in desk.kinds("c0")


async def test_a_knowledge_base_that_fails_means_silence(desk: Desk) -> None:
    """Whatever the suggester raises, the desk goes on, and suggests again when it can."""
    desk.answers.broken = True
    await desk.ask("jam buka?", conversation="c1")
    await desk.suggesting.work()
    desk.answers.broken = False
    await desk.turns.take(patron(), "c1", c.Say("jam berapa?"), cid="s1")
    await desk.suggesting.work()
    assert offered(desk) == [(4, ["hours"])]


async def test_a_strange_conversation_leaves_the_others_their_suggestions(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A conversation that cannot be read is logged and passed over; the desk stays open."""
    read = desk.turns.conversation

    async def unless_strange(conversation: str) -> Conversation:
        if conversation == "c0":
            raise ValueError(conversation)
        return await read(conversation)

    monkeypatch.setattr(desk.turns, "conversation", unless_strange)
    await desk.ask("jam buka?", conversation="c0")
    await desk.ask("jam buka?", conversation="c1")
    await desk.suggesting.work()
    assert offered(desk) == [(2, ["hours"])]


async def test_who_waits_for_a_librarian_is_served_before_the_screens(desk: Desk) -> None:
    """A new question does not stand behind the screens of librarians, which take their rest."""
    await desk.on_duty("ani")
    for number in range(3):
        await desk.ask("jam buka?", conversation=f"c{number}")
        await desk.turns.take(librarian("ani"), f"c{number}", c.Claim(), cid=f"k{number}")
    await desk.ask("cara perpanjang?", conversation="c9")
    running = asyncio.create_task(desk.suggesting.run())
    for _ in range(100):
        await asyncio.sleep(0)
    running.cancel()
    assert desk.answers.asked[0] == ("cara perpanjang?", False)
