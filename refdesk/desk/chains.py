"""Chains: commands on one conversation that share a commit, each decided on the one before (G3a).

What a decision rests on is durable in the same commit or earlier, or the decision is void: the log
refuses an append whose `basis` did not come to be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

from refdesk.desk.outcomes import Outcome, Turn
from refdesk.desk.ports import Append, Log

LONGEST: Final = 64  # commands decided at once, so that others have their turn on the loop


class Link(NamedTuple):
    """A turn that was decided, and what is to be written for it."""

    turn: Turn
    append: Append


Settled = Callable[[Sequence[tuple[Link, Outcome]]], None]


class Chain:
    """Hands the appends to the log in their order; `settled` is called once all have ended."""

    __slots__ = ("_ended", "_links", "_settled")

    def __init__(self, links: Sequence[Link], settled: Settled) -> None:
        self._links = links
        self._ended: dict[int, Outcome] = {}
        self._settled = settled

    def submit(self, log: Log) -> None:
        """Have everything written in as few commits as the writer makes of it."""
        for place, link in enumerate(self._links):
            log.submit(link.append, partial(self._end, place))

    def _end(self, place: int, outcome: Outcome) -> None:
        self._ended[place] = outcome
        if len(self._ended) == len(self._links):
            self._settled([(link, self._ended[n]) for n, link in enumerate(self._links)])
