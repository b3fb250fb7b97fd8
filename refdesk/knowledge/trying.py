"""Trying out: what a question finds and by what, among entries that may not be published yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kb.entries import Audience, Entry, State
from kb.variables import Variables, fill, unknown_names

if TYPE_CHECKING:
    from kb.suggest import Suggester, Suggestion

LONGEST_QUESTION = 1_000  # characters that are looked at
TRIED = 6  # entries of a try-out
MOST_SHOWN = 3

Holdings = dict[tuple[str, str], Entry]


@dataclass(frozen=True, slots=True)
class Explained:
    """What a question finds, best first: the first `shown` would be suggested to a patron.

    Nothing is where the best one's confidence is below `threshold`.
    """

    threshold: float
    shown: int
    found: Sequence[tuple[Entry, Suggestion]]


def explained(
    suggester: Suggester, entries: Holdings, text: str, language: str, audience: Audience
) -> Explained:
    """Give what a question finds among these entries, with the reasons."""
    asked = text[:LONGEST_QUESTION], language
    found = suggester.suggest(*asked, limit=TRIED, audience=audience)
    pairs = [(entries[one.entry_id, one.lang], one) for one in found.ranked]
    return Explained(suggester.threshold, min(found.shown, MOST_SHOWN), pairs)


def as_published(draft: Entry, known: Entry | None, facts: Variables) -> Entry:
    """Give a draft as readers would have it, found by what was learned of it so far."""
    draft = replace(draft, state=State.LIVE, aliases=known.aliases if known else ())
    return draft if unknown_names(repr(draft), facts) else fill(draft, facts)
