"""The waiting line: who is first, how long it may take.

The order is the rule that every store's lists follow; the fakes use it as it stands here, and
the contract suites hold the databases to the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

FEWEST = 3  # recent waits below which no estimate would be honest
CAUTION = 0.75  # the share of recent waits that were no longer than the estimate


def oldest_first(waiting: Mapping[str, datetime]) -> list[str]:
    """Order conversations by since when they wait; the id settles a tie."""
    return sorted(waiting, key=lambda conversation: (waiting[conversation], conversation))


def place_in_line(conversation: str, waiting: Mapping[str, datetime]) -> int:
    """Give the place from 1, or 0 when the conversation does not wait."""
    line = oldest_first(waiting)
    return line.index(conversation) + 1 if conversation in waiting else 0


def estimate(recent: Sequence[float], position: int, librarians: int) -> int:
    """Give an honest wait in whole seconds, 0 when unknown.

    It is what three of four recent patrons did not have to wait longer than (`recent`: seconds),
    times the rounds of the line before it is this patron's turn.
    """
    if len(recent) < FEWEST or position < 1 or librarians < 1:
        return 0
    rounds = -(-position // librarians)
    return round(_upper(recent) * rounds)


def _upper(recent: Iterable[float]) -> float:
    ordered = sorted(max(0.0, wait) for wait in recent)
    return ordered[min(len(ordered) - 1, int(len(ordered) * CAUTION))]
