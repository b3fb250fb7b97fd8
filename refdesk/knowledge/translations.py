"""Translations fall behind: each text has the time at which it last said something new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from kb.entries import Entry, Lang
from refdesk.knowledge.editing_ports import Version


def says_something_new(before: Entry, after: Entry) -> bool:
    """Tell whether a translation has to follow: search words and dates are no reason to."""
    told = ("title", "answer", "scope", "for_whom", "sources")
    return any(getattr(before, name) != getattr(after, name) for name in told)


def stale(versions: Iterable[Version]) -> frozenset[Lang]:
    """Give the languages whose text is older than that of another language."""
    known = list(versions)
    newest = max(version.text_at for version in known)
    return frozenset(one.entry.lang for one in known if one.text_at < newest)


def text_time(held: Mapping[Lang, Version], after: Iterable[Entry], now: datetime) -> datetime:
    """Give the time that texts said in one save have in common.

    Whoever changes a text that was up to date goes ahead of the others; whoever changes one that
    was behind, or adds a language, catches up with them.
    """
    if not held:
        return now
    behind = stale(held.values())
    ahead = any(
        entry.lang in held
        and entry.lang not in behind
        and says_something_new(held[entry.lang].entry, entry)
        for entry in after
    )
    return now if ahead else max(version.text_at for version in held.values())
