"""How a version of an entry goes from draft to readers, then out again: a table of steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from kb.entries import Entry, State
from refdesk.errors import BadRequest


class Step(StrEnum):
    """What was done to a version: the name of the revision that came of it."""

    IMPORTED = "imported"
    SAVED = "saved"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    CONFIRMED = "confirmed"  # looked at again, still right
    RETIRED = "retired"
    REVIVED = "revived"
    DISCARDED = "discarded"  # a draft given up
    RESTORED = "restored"  # the text of an earlier revision, as a draft


@dataclass(frozen=True, slots=True)
class Move:
    """From which states a step leads, to which, and what the authority function calls it."""

    out_of: frozenset[State]
    to: State
    verb: str


DRAFT = "edit_knowledge"
PUBLISH = "publish_knowledge"
_WORK = frozenset({State.DRAFT, State.REVIEW})
_READ = frozenset({State.LIVE, State.DUE})

MOVES: Mapping[Step, Move] = MappingProxyType(
    {
        Step.SUBMITTED: Move(frozenset({State.DRAFT}), State.REVIEW, DRAFT),
        Step.RETURNED: Move(frozenset({State.REVIEW}), State.DRAFT, PUBLISH),
        Step.PUBLISHED: Move(_WORK, State.LIVE, PUBLISH),
        Step.CONFIRMED: Move(_READ, State.LIVE, PUBLISH),
        Step.RETIRED: Move(_WORK | _READ, State.RETIRED, PUBLISH),
        Step.REVIVED: Move(frozenset({State.RETIRED}), State.DRAFT, DRAFT),
        Step.DISCARDED: Move(_WORK, State.RETIRED, DRAFT),  # or what readers have, see `moved`
    }
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A version as it stands: its newest text, and what readers have while that is a draft."""

    entry: Entry
    shown: Entry | None = None

    @property
    def read(self) -> Entry | None:
        """Give what readers have, None where they have nothing."""
        return self.entry if self.entry.findable else self.shown


def state_of(entry: Entry, today: date) -> State:
    """Give the state by the calendar: what is live is due from its review date on."""
    over = entry.review_by is not None and entry.review_by <= today
    return State.DUE if entry.state is State.LIVE and over else entry.state


def possible(state: State) -> list[Step]:
    """Give the steps that lead out of a state."""
    return [step for step, move in MOVES.items() if state in move.out_of]


def saved(before: Standing | None, entry: Entry) -> Standing:
    """Give the standing after a save: a draft, in review if it was, never at once for readers."""
    if before is None:
        return Standing(replace(entry, state=State.DRAFT))
    state = State.REVIEW if before.entry.state is State.REVIEW else State.DRAFT
    kept = replace(entry, state=state, aliases=before.entry.aliases)
    return Standing(kept, before.read)


def moved(
    before: Standing, step: Step, today: date, review_by: date | None = None, note: str = ""
) -> Standing:
    """Give the standing after a step.

    Raises BadRequest: `wrong_state` where the step does not lead out of this state,
    `remark_needed` for returning without a word, `bad_review_date` for publishing without a date
    to look at it again.
    """
    move = MOVES.get(step)
    if move is None or before.entry.state not in move.out_of:
        raise BadRequest("wrong_state")
    if step is Step.RETURNED and not note.strip():
        raise BadRequest("remark_needed")
    if move.to is State.LIVE:
        return Standing(_dated(before, today, review_by))
    if step is Step.DISCARDED and before.shown is not None:
        return Standing(before.shown)
    if move.to is State.RETIRED:
        return Standing(replace(before.shown or before.entry, state=State.RETIRED))
    return Standing(replace(before.entry, state=move.to), before.shown)


def _dated(before: Standing, today: date, review_by: date | None) -> Entry:
    if review_by is None or review_by <= today:
        raise BadRequest("bad_review_date")
    learned = (before.shown or before.entry).aliases
    return replace(
        before.entry, state=State.LIVE, reviewed=today, review_by=review_by, aliases=learned
    )
