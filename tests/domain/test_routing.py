"""Routing: who is offered a conversation, explained."""

from datetime import timedelta

from refdesk.domain.routing import Candidate, Mode, Need, route
from tests.domain.making import NOON

NEED = Need("main", "en", frozenset({"local history"}))


def candidate(staff: str, **changes: object) -> Candidate:
    """Give a candidate of the main desk with all capacity free."""
    values = {"desk": "main", "load": 0, "capacity": 4, "idle_since": NOON} | changes
    return Candidate(staff, **values)  # type: ignore[arg-type]


def test_all_with_free_capacity_are_offered_to_best_first() -> None:
    """The default offers to everybody who fits: language, skills, load, idle time order them."""
    speaks = candidate("ani", languages=frozenset({"id", "en"}))
    knows = candidate(
        "budi", languages=frozenset({"en"}), skills=frozenset({"local history"}), load=1
    )
    neither = candidate("citra", languages=frozenset({"id"}))
    assert route(NEED, [neither, speaks, knows], NOON).to == ("budi", "ani", "citra")


def test_assigning_to_the_best_names_one() -> None:
    """The other mode offers to the best only."""
    busy, free = candidate("ani", load=3), candidate("budi")
    assert route(NEED, [busy, free], NOON, Mode.ASSIGN_TO_BEST).to == ("budi",)


def test_who_does_not_fit_is_explained() -> None:
    """Full, resting, or of another desk: each is ruled out by a named reason."""
    routing = route(
        NEED,
        [
            candidate("ani", load=4),
            candidate("budi", resting=True),
            candidate("citra", desk="children"),
        ],
        NOON,
    )
    assert routing.to == ()
    hindered = {
        one.staff: [reason.name for reason in one.reasons if reason.hinders]
        for one in routing.ranked
    }
    assert hindered == {
        "ani": ["no_capacity"],
        "budi": ["declined_lately"],
        "citra": ["other_desk"],
    }


def test_the_longest_idle_comes_first_among_equals() -> None:
    """Idle time counts up to an hour, then the staff id settles it."""
    candidates = [
        candidate("citra", idle_since=NOON - timedelta(minutes=10)),
        candidate("budi", idle_since=NOON - timedelta(hours=3)),
        candidate("ani", idle_since=NOON - timedelta(hours=1)),
    ]
    assert route(NEED, candidates, NOON).to == ("ani", "budi", "citra")


def test_points_are_the_sum_of_their_reasons() -> None:
    """Each part of the score can be shown."""
    (one,) = route(NEED, [candidate("ani", load=1)], NOON).ranked
    assert {reason.name: reason.points for reason in one.reasons} == {
        "free_capacity": 0.75,
        "language": 1.0,
        "skills": 0.0,
        "idle": 0.0,
    }
    assert one.points == 1.75
