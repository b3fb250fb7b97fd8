"""Checks find what is wrong between entries, though each file by itself can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kb.analysis import LANGS, index_terms
from kb.entries import Entry
from kb.rendering import to_text

TELEGRAM_LIMIT = 4_096
"""Characters of one Telegram message."""
NEAR_DUPLICATE = 0.85
LINKED = re.compile(r"\]\(/kb/([a-z0-9-]+)")
"""Links in an answer to the page of another entry."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one version of an entry; a `fault` must be mended, the rest is advice."""

    entry_id: str
    lang: str
    fault: bool
    reason_id: str
    reason_en: str

    def text(self, lang: str = "id") -> str:
        """Write the finding as one line."""
        reason = self.reason_en if lang == "en" else self.reason_id
        return f"{self.lang}/{self.entry_id}: {reason}"


def findings(entries: Sequence[Entry], today: date) -> list[Finding]:
    """List all findings, faults first."""
    found = [
        *_twice(entries),
        *_broken_links(entries),
        *_missing_translations(entries),
        *_overdue(entries, today),
        *_too_long(entries),
        *_near_duplicates(entries),
    ]
    return sorted(found, key=lambda finding: (not finding.fault, finding.entry_id, finding.lang))


def _of(entry: Entry, fault: bool, reason_id: str, reason_en: str) -> Finding:  # noqa: FBT001
    return Finding(entry.id, entry.lang.value, fault, reason_id, reason_en)


def _twice(entries: Sequence[Entry]) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.key in seen:
            yield _of(entry, True, "id dipakai dua entri", "two entries have this id")
        seen.add(entry.key)


def _broken_links(entries: Sequence[Entry]) -> Iterator[Finding]:
    ids = {entry.id for entry in entries}
    for entry in entries:
        for missing in (name for name in entry.related if name not in ids):
            yield _of(
                entry,
                fault=True,
                reason_id=f"'related' menunjuk '{missing}' yang tidak ada",
                reason_en=f"'related' names '{missing}', which does not exist",
            )
        for missing in (name for name in LINKED.findall(entry.answer) if name not in ids):
            yield _of(
                entry,
                fault=True,
                reason_id=f"jawabannya menautkan '/kb/{missing}' yang tidak ada",
                reason_en=f"its answer links to '/kb/{missing}', which does not exist",
            )


def _missing_translations(entries: Sequence[Entry]) -> Iterator[Finding]:
    keys = {entry.key for entry in entries}
    for entry in entries:
        for lang in LANGS:
            if (entry.id, lang) not in keys:
                yield _of(
                    entry,
                    fault=False,
                    reason_id=f"belum ada versi '{lang}'",
                    reason_en=f"there is no '{lang}' version",
                )


def _overdue(entries: Sequence[Entry], today: date) -> Iterator[Finding]:
    for entry in entries:
        if entry.findable and entry.review_by is not None and entry.review_by < today:
            yield _of(
                entry,
                fault=False,
                reason_id=f"lewat tanggal tinjau {entry.review_by}",
                reason_en=f"its review was due on {entry.review_by}",
            )


def _too_long(entries: Sequence[Entry]) -> Iterator[Finding]:
    for entry in entries:
        length = len(to_text(entry.answer))
        if length > TELEGRAM_LIMIT:
            yield _of(
                entry,
                fault=False,
                reason_id=f"{length} huruf; Telegram menampilkan {TELEGRAM_LIMIT}",
                reason_en=f"{length} characters; Telegram shows {TELEGRAM_LIMIT}",
            )


def _near_duplicates(entries: Sequence[Entry]) -> Iterator[Finding]:
    for lang in LANGS:
        known: list[tuple[Entry, frozenset[str]]] = []
        for entry in (one for one in entries if one.lang == lang):
            grams = frozenset(index_terms(entry.title, lang)["grams"])
            for other, theirs in known:
                if _alike(grams, theirs):
                    yield _of(
                        entry,
                        fault=False,
                        reason_id=f"judulnya hampir sama dengan '{other.id}'",
                        reason_en=f"its title is almost that of '{other.id}'",
                    )
            known.append((entry, grams))


def _alike(left: frozenset[str], right: frozenset[str]) -> bool:
    together = len(left | right)
    return together > 0 and len(left & right) / together >= NEAR_DUPLICATE
