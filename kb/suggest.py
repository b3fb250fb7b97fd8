"""A suggester offers up to three entries for a patron's words, or keeps silent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from kb.analysis import analyse
from kb.clauses import readings
from kb.confidence import RIVAL, confidence
from kb.dense import Encoder
from kb.entries import Audience, Entry
from kb.generation import SAID, Generation
from kb.meaning import meaning
from kb.ranking import Found, rank
from kb.scoring import shares_of
from kb.silence import threshold
from kb.small_talk import is_small_talk
from kb.spelling import fold

FEW = 50
"""Entries that may be edited at once without writing the index anew first."""
REMEMBERED = 500
"""Answers at hand, by question, and as many of before: patrons ask the same, and every key stroke
asks again."""
GATHERED = 0.2
"""Share of the entries whose phrasings' words are looked up before the first question."""
NEAR = 0.7
"""Share of the best score an entry needs to be shown beside it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an entry was found: the patron's words that a field of it holds."""

    field: str
    words: tuple[str, ...]


class Suggestion(NamedTuple):
    """One entry offered: `lang` is the version to show, `score` orders, `confidence` is 0 to 1."""

    entry_id: str
    lang: str
    score: float
    confidence: float
    found: Found

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Say why the entry was found; worked out when asked for."""
        matched = ((field, self.found.holds((field,), self.found.terms.tokens)) for field in SAID)
        return tuple(
            Reason(field, tuple(self.found.terms.shown[stem] for stem in held))
            for field, held in matched
            if held
        )


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


class Suggester:
    """Answers questions from one generation, and remembers what it answered to the last ones.

    Making one asks about a hundred calibrating questions (0.1 s): do it off the event loop.
    `at` gives the threshold of silence where it is known already. With an `encoder` and a folder
    for its vectors, entries are found by meaning too; then do the asking off the loop as well.
    """

    def __init__(
        self,
        generation: Generation,
        entries: Iterable[Entry],
        at: float | None = None,
        dense: tuple[Encoder, Path] | None = None,
    ) -> None:
        self.generation = generation
        self.entries: Mapping[tuple[str, str], Entry] = {
            entry.key: entry for entry in entries if entry.findable
        }
        self._dense = dense
        self._meaning = None if dense is None else meaning(generation, self.entries, *dense)
        if at is None:
            self._gather()
        self.threshold = threshold(generation, self._meaning) if at is None else at
        self._known: dict[tuple[str, str, int, Audience], Suggestions] = {}
        self._older: dict[tuple[str, str, int, Audience], Suggestions] = {}

    def _gather(self) -> None:
        """Gather the shares of words that entries are asked with: patrons mostly use the same."""
        for lang, shelf in self.generation.shelves.items():
            asked = [e for e in self.entries.values() if e.lang == lang]
            phrases = (text for entry in asked for text in (entry.title, *entry.alternatives))
            for phrase in islice(phrases, int(GATHERED * len(asked))):
                shares_of(analyse(phrase, shelf.vocabulary), shelf)

    def edited(self, entries: Iterable[Entry], version: str) -> Suggester | None:
        """Give a suggester of these entries, in which a few differ; None if too many do.

        It takes milliseconds and finds what a new index will find; the old one is unharmed. Do it
        off the event loop.
        """
        from kb.patching import differing, patched  # noqa: PLC0415 - Whoosh is loaded when needed

        after = {entry.key: entry for entry in entries if entry.findable}
        if len(differing(self.entries, after)) > FEW:
            return None
        generation = patched(self.generation, self.entries, after, version)
        return Suggester(generation, after.values(), self.threshold, self._dense)

    def suggest(
        self, text: str, lang: str, limit: int = 3, audience: Audience = Audience.PUBLIC
    ) -> Suggestions:
        """Find the entries a patron may mean; `shown` is 0 to 3 and 0 means silence.

        `lang` is the patron's language, "id" or "en". Any text is accepted; none raises.
        """
        asked = fold(text), lang, limit, audience
        known = self._known.get(asked)
        if known is None:
            known = self._older.pop(asked, None) or self._suggest(text, lang, limit, audience)
            if len(self._known) >= REMEMBERED:
                self._older, self._known = self._known, {}
            self._known[asked] = known
        return known

    def _suggest(self, text: str, lang: str, limit: int, audience: Audience) -> Suggestions:
        if is_small_talk(text):
            return NOTHING
        ranked = self.search(text, lang, max(limit, RIVAL), audience)
        if not ranked or ranked[0].confidence < self.threshold:
            return Suggestions(ranked[:limit], 0)
        near = sum(item.score >= NEAR * ranked[0].score for item in ranked[:RIVAL])
        return Suggestions(ranked[:limit], min(near, limit))

    def search(
        self, text: str, lang: str, limit: int = 20, audience: Audience = Audience.PUBLIC
    ) -> tuple[Suggestion, ...]:
        """Rank entries for a search page; unlike `suggest` it never judges them too weak."""

        def visible(entry_id: str, version: str) -> bool:
            entry = self.entries.get((entry_id, version))
            return entry is not None and audience in (Audience.STAFF, entry.audience)

        most = max(limit, RIVAL + 1)
        best, found = max(
            (
                (confidence(part, lang, ranked), ranked)
                for part in readings(text)
                for ranked in [rank(part, lang, self.generation, visible, most, self._meaning)]
            ),
            key=lambda reading: reading[0],
        )
        return tuple(self._suggestion(item, found[0], best, lang) for item in found[:limit])

    def _suggestion(self, item: Found, top: Found, best: float, lang: str) -> Suggestion:
        version = lang if (item.entry_id, lang) in self.entries else item.shelf.lang
        share = item.score / top.score
        return Suggestion(item.entry_id, version, item.score, best * share, item)
