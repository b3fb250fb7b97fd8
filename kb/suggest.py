"""A suggester offers up to three entries for a patron's words, or keeps silent."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.analysis import Terms, analyse
from kb.confidence import NEAR, SHOW, Signs, confidence
from kb.entries import Audience, Entry
from kb.generation import Generation, Shelf
from kb.scoring import Evidence, weigh
from kb.small_talk import is_small_talk

RIVAL = 3
"""Position of the first entry that is not among those offered."""
OTHER_LANGUAGE = 0.6
"""What a match in the other language's version is worth beside one in the patron's own."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an entry was found: the patron's words that a field of it holds."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One entry offered: `lang` is the version to show, `score` orders, `confidence` is 0 to 1."""

    entry_id: str
    lang: str
    score: float
    confidence: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The entries found, best first; only the first `shown` are good enough for a patron."""

    ranked: tuple[Suggestion, ...]
    shown: int

    @property
    def visible(self) -> tuple[Suggestion, ...]:
        """Give the suggestions to display; empty means silence."""
        return self.ranked[: self.shown]


NOTHING = Suggestions((), 0)


@dataclass(frozen=True, slots=True)
class _Found:
    score: float
    entry_id: str
    shelf: Shelf
    position: int
    evidence: Evidence
    terms: Terms


class Suggester:
    """Answers questions from one generation; it holds no state that a question changes."""

    def __init__(self, generation: Generation, entries: Iterable[Entry]) -> None:
        self.generation = generation
        self.entries: Mapping[tuple[str, str], Entry] = {
            entry.key: entry for entry in entries if entry.findable
        }

    def suggest(
        self, text: str, lang: str, limit: int = 3, audience: Audience = Audience.PUBLIC
    ) -> Suggestions:
        """Find the entries a patron may mean; `shown` is 0 to 3 and 0 means silence.

        `lang` is the patron's language, "id" or "en". Any text is accepted; none raises.
        """
        if is_small_talk(text):
            return NOTHING
        found = self._find(text, lang, audience)
        if not found:
            return NOTHING
        best = confidence(_signs(found))
        near = sum(item.score >= NEAR * found[0].score for item in found[:3])
        shown = near if best >= SHOW else 0
        ranked = tuple(self._suggestion(item, found[0], best, lang) for item in found[:limit])
        return Suggestions(ranked, min(shown, len(ranked)))

    def search(
        self, text: str, lang: str, limit: int = 20, audience: Audience = Audience.PUBLIC
    ) -> tuple[Suggestion, ...]:
        """Rank entries for a search page; unlike `suggest` it never judges them too weak."""
        found = self._find(text, lang, audience)
        best = confidence(_signs(found)) if found else 0.0
        return tuple(self._suggestion(item, found[0], best, lang) for item in found[:limit])

    def _find(self, text: str, lang: str, audience: Audience) -> list[_Found]:
        best: dict[str, _Found] = {}
        for shelf in self.generation.shelves.values():
            share = 1.0 if shelf.lang == lang else OTHER_LANGUAGE
            for item in self._on_shelf(text, shelf, share, audience):
                known = best.get(item.entry_id)
                if known is None or known.score < item.score:
                    best[item.entry_id] = item
        return sorted(best.values(), key=lambda item: (-item.score, item.entry_id))

    def _on_shelf(
        self, text: str, shelf: Shelf, share: float, audience: Audience
    ) -> Iterable[_Found]:
        terms = analyse(text, shelf.vocabulary)
        if not shelf.ids or not terms.stems:
            return
        evidence = weigh(terms, shelf)
        for position in evidence.score.nonzero()[0].tolist():
            entry_id = shelf.ids[position]
            if self._open_to(self.entries.get((entry_id, shelf.lang)), audience):
                score = share * float(evidence.score[position])
                yield _Found(score, entry_id, shelf, position, evidence, terms)

    def _open_to(self, entry: Entry | None, audience: Audience) -> bool:
        return entry is not None and audience in (Audience.STAFF, entry.audience)

    def _suggestion(self, item: _Found, top: _Found, best: float, lang: str) -> Suggestion:
        version = lang if (item.entry_id, lang) in self.entries else item.shelf.lang
        share = item.score / top.score
        return Suggestion(item.entry_id, version, item.score, best * share, _reasons(item))


def _signs(found: list[_Found]) -> Signs:
    top = found[0]
    behind = found[RIVAL].score if len(found) > RIVAL else 0.0
    stems, concepts = top.terms.stems, top.terms.concepts
    about = top.shelf.impacts["concepts"].postings
    total = sum(stems.values())
    return Signs(
        score=top.score,
        margin=(top.score - behind) / top.score,
        known=sum(weight for stem, weight in stems.items() if stem in top.shelf.used) / total,
        meant=sum(name in about for name in concepts) / max(len(concepts), 1),
        amount=math.log1p(total),
    )


def _reasons(item: _Found) -> tuple[Reason, ...]:
    reasons = []
    for field in ("words", "keywords", "answer"):
        holders = item.shelf.holders(field, item.terms.stems, item.position)
        if holders:
            reasons.append(Reason(field, tuple(item.terms.shown[term] for term in holders)))
    return tuple(reasons)
