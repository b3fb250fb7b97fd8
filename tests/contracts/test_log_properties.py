"""Properties of every log over generated histories."""

from __future__ import annotations

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from refdesk.domain import events as e
from refdesk.domain.actors import SYSTEM, Actor
from refdesk.domain.conversation import MOVES, TRANSITIONS, Conversation, Stage
from refdesk.domain.records import moment
from tests.contracts.conftest import Ports
from tests.contracts.writing import NOON, PATRON, SARI, Story

_names = itertools.count(1)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=60)
STAFF = st.sampled_from(["sari", "budi"])
TIMES = st.integers(millis := 1_700_000_000_000, millis + 10**12).map(moment)
OFFERS = st.builds(e.Offer, TEXTS, st.sampled_from(["id", "en"]), TEXTS, st.floats(0, 1))
EVENTS = st.one_of(
    st.builds(e.Said, TEXTS, TEXTS),
    st.builds(e.Noted, TEXTS),
    st.builds(e.Edited, st.just(2), TEXTS),
    st.builds(e.Suggested, st.just(2), st.tuples(OFFERS)),
    st.builds(e.Judged, TEXTS, st.sampled_from(e.Verdict)),
    st.builds(e.StaffJudged, TEXTS, st.sampled_from(e.Verdict)),
    st.builds(e.Offered, st.lists(STAFF, min_size=1, unique=True).map(tuple)),
    st.builds(e.Declined, STAFF),
    st.builds(e.Lapsed),
    st.builds(e.Asked, TIMES),
    st.builds(e.Claimed, STAFF, TEXTS),
    st.builds(e.Transferred, STAFF, TEXTS),
    st.builds(e.Returned, st.sampled_from(e.ReturnedWhy)),
    st.builds(e.Held),
    st.builds(e.Resumed),
    st.builds(e.Ended, st.sampled_from(e.EndedWhy)),
    st.builds(e.Reopened),
    st.builds(e.Coded, st.integers(1, 6), TEXTS, TEXTS),
    st.builds(e.Rated, st.integers(1, 5), TEXTS),
)
BATCHES = st.lists(
    st.tuples(st.lists(EVENTS, min_size=1, max_size=4), st.sampled_from([PATRON, SARI, SYSTEM])),
    max_size=12,
)


def possible(state: Conversation, events: list[e.Event]) -> list[e.Event]:
    """Leave out the moves that the stage does not know at their turn."""
    stage, found = state.stage, []
    for event in events:
        if event.kind in MOVES and event.kind not in TRANSITIONS[stage]:
            continue
        stage = TRANSITIONS[stage].get(event.kind, stage)
        found.append(event)
    return found


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=BATCHES, limit=st.integers(1, 7))
async def test_load_is_the_fold_and_pages_are_the_log(
    ports: Ports, batches: list[tuple[list[e.Event], Actor]], limit: int
) -> None:
    """After any appends, loading gives their fold, and pages of any size the events in order."""
    story = Story(ports.log, f"c{next(_names)}")
    await story.open("mula", e.Offered(("sari",)))
    for events, by in batches:
        if chosen := possible(story.state, events):
            story.later(seconds=1)
            await story.write(*chosen, by=by)
    assert await ports.log.load(story.id) == story.state
    assert await _pages(ports, story.id, limit, public=False) == story.history
    for_everybody = [one for one in story.history if one.public_seq is not None]
    assert await _pages(ports, story.id, limit, public=True) == for_everybody
    assert [one.public_seq for one in for_everybody] == list(range(1, len(for_everybody) + 1))
    (line,) = [
        one for one in await ports.lists.of_patron(PATRON.id, 1_000) if one.conversation == story.id
    ]
    shown = (
        line.head,
        line.public_head,
        line.stage,
        line.holder,
        line.fence,
        line.unanswered_since,
    )
    state = story.state
    assert shown == (
        state.head,
        state.public_head,
        state.stage,
        state.holder,
        state.fence,
        state.unanswered_since,
    )
    assert line.stage in Stage
    assert line.opened_at == NOON


async def _pages(ports: Ports, conversation: str, limit: int, *, public: bool) -> list[e.Recorded]:
    found: list[e.Recorded] = []
    more = True
    while more:
        after = 0 if not found else (found[-1].public_seq if public else found[-1].seq) or 0
        page = await ports.log.read_since(conversation, after, limit, public=public)
        assert len(page.recorded) <= limit
        found += page.recorded
        more = page.more
    return found
