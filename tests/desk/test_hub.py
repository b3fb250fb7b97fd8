"""The hub: who is told what, in which order, whatever one of them does."""

from datetime import UTC, datetime

from refdesk.desk.hub import Hub, News
from refdesk.domain.actors import Actor, Party
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Claimed, Offer, Recorded, Said

PATRON = Actor(Party.PATRON, "p1")
STATE = Conversation("c1", "main", "p1")
SAID = Recorded(1, 1, "e1", datetime(2026, 3, 2, tzinfo=UTC), PATRON, Said("halo"))


class Notebook:
    """A reader that writes down what it is told, and may fail at it."""

    def __init__(self, *, fails: bool = False) -> None:
        self.told: list[object] = []
        self._fails = fails

    def news(self, news: News) -> None:
        """Take events."""
        if self._fails:
            raise RuntimeError
        self.told.append(news)

    def moved(self, conversation: str) -> None:
        """Take that the log goes on elsewhere."""
        self.told.append(f"moved {conversation}")

    def typing(self, conversation: str, actor: Actor) -> None:
        """Take that somebody is writing."""
        self.told.append((conversation, actor))

    def suggested(self, conversation: str, of: int, offers: tuple[Offer, ...]) -> None:
        """Take suggestions."""
        self.told.append((conversation, of, offers))

    def marked(self, conversation: str) -> None:
        """Take that a mark moved."""
        self.told.append(conversation)


def test_followers_hear_of_their_conversation_only() -> None:
    """Only who follows is told, and no longer after unfollowing."""
    hub, here, elsewhere = Hub(), Notebook(), Notebook()
    hub.follow("c1", here)
    hub.follow("c2", elsewhere)
    hub.publish(STATE, (SAID,), "patron:p1")
    hub.typing("c1", PATRON)
    hub.suggested("c1", 1, [])
    hub.marked("c1")
    assert hub.followers("c1") == 1
    hub.unfollow("c1", here)
    hub.unfollow("c9", here)
    hub.publish(STATE, (SAID,))
    assert hub.followers("c1") == 0
    assert len(here.told) == 4
    assert elsewhere.told == []


def test_reader_that_fails_does_not_keep_the_others_from_hearing() -> None:
    """The commit stands: a broken reader is logged, the next reader and the reactions are told."""
    hub, broken, sound = Hub(), Notebook(fails=True), Notebook()
    reacted: list[int] = []
    hub.react(lambda _, recorded: reacted.append(len(recorded)))
    hub.follow("c1", broken)
    hub.follow("c1", sound)
    hub.publish(STATE, (SAID,))
    assert (len(sound.told), reacted) == (1, [1])


def test_a_reaction_hears_of_its_kinds_of_events_only() -> None:
    """Once of a commit that holds one of them, in the order in which reactions were added."""
    hub, heard = Hub(), list[str]()
    hub.react(lambda _, __: heard.append("claims"), frozenset({"claimed"}))
    hub.publish(STATE, (SAID,))
    hub.react(lambda _, __: heard.append("all"))
    hub.react(lambda _, __: heard.append("texts"), frozenset({"said"}))
    hub.publish(STATE, (SAID,))
    hub.publish(STATE, (SAID, SAID, SAID._replace(event=Claimed("s1", "Sari"))))
    assert heard == ["all", "texts", "claims", "all", "texts"]


def test_nothing_recorded_is_no_news() -> None:
    """A command that changed nothing tells nobody anything."""
    hub, reader = Hub(), Notebook()
    hub.follow("c1", reader)
    hub.publish(STATE, ())
    assert reader.told == []


def test_listeners_hear_of_changed_streams() -> None:
    """A changed stream is told by name."""
    hub, heard = Hub(), list[str]()
    hub.listen(heard.append)
    hub.changed("desk:main")
    assert heard == ["desk:main"]


def test_news_are_made_once_per_audience() -> None:
    """What one reader has made of an event is there for the next."""
    hub, readers = Hub(), [Notebook(), Notebook()]
    for reader in readers:
        hub.follow(STATE.id, reader)
    hub.publish(STATE, (SAID,))
    assert readers[0].told[0] is readers[1].told[0]


def test_what_happens_here_is_rung_what_happened_elsewhere_is_not() -> None:
    """Other nodes are rung for events, marks, streams of this one, never for their own."""
    rung: list[tuple[str, int]] = []
    hub, notebook = Hub(lambda *ring: rung.append(ring)), Notebook()
    movers: list[str] = []
    hub.follow("c1", notebook)
    hub.react_to_moves(movers.append)
    hub.moved("c1", 7)
    hub.marked_elsewhere("c1")
    hub.changed_elsewhere("kb")
    assert (rung, movers, notebook.told) == ([], ["c1"], ["moved c1", "c1"])
    hub.publish(STATE, (SAID,))
    hub.marked("c1")
    hub.changed("kb")
    assert [stream for stream, _ in rung] == ["conversation:c1", "desk:", "marks:c1", "kb"]


def test_what_followers_were_told_is_known_while_they_follow() -> None:
    """The head told last is forgotten with the last follower: the next begins from the log."""
    hub, notebook = Hub(), Notebook()
    assert (hub.followed(), hub.told("c1")) == (set(), 0)
    hub.follow("c1", notebook)
    hub.moved("c1", 7)
    assert (hub.followed(), hub.told("c1")) == ({"c1"}, 7)
    hub.unfollow("c1", notebook)
    hub.publish(STATE, (SAID,))
    assert (hub.followed(), hub.told("c1")) == (set(), 0)
