"""A page of the list of transcripts as the audit keeps it: its conversations are found again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

TEXT: Final = "text"
_NO_GAPS: Final = frozenset({"channel"})  # with no other filter a page is all within its span
_ONLY: Final = "only"


@dataclass(frozen=True, slots=True)
class ListedPage:
    """What a page showed: those opened from `since` to `until`, both of them included.

    Of one channel where it is given; `only` are its conversations where others lay between them.
    """

    since: datetime
    until: datetime
    channel: str = ""
    only: tuple[str, ...] = ()


def noted(shown: Sequence[tuple[str, datetime]], filters: Mapping[str, str]) -> tuple[str, str]:
    """Give target and detail of a page of conversations with their openings, newest first.

    `filters` are the values of those in use by their names, "" for what somebody looked for: `TEXT`
    says that there was some, never which.
    """
    if not shown:
        return "", "rows:0"
    words = [f"rows:{len(shown)}", *(f"{n}:{v}" if v else n for n, v in filters.items())]
    if not _NO_GAPS.issuperset(filters):
        words.append(f"{_ONLY}:{','.join(one for one, _ in shown)}")
    opened = [at.astimezone(UTC) for _, at in shown]
    ends = (end.isoformat(timespec="milliseconds") for end in (min(opened), max(opened)))
    return "/".join(ends), " ".join(words)


def listed_page(target: str, detail: str) -> ListedPage | None:
    """Read what `noted` wrote, None for a page without rows."""
    since, _, until = target.partition("/")
    if not until:
        return None
    words = dict(word.partition(":")[::2] for word in detail.split())
    only = tuple(filter(None, words.get(_ONLY, "").split(",")))
    ends = (datetime.fromisoformat(since), datetime.fromisoformat(until))
    return ListedPage(*ends, words.get("channel", ""), only)
