"""Meaning compares a question with the entries as an encoder reads both.

English is encoded as it stands. Indonesian is encoded as its gloss; glossed vectors are compared
with Indonesian questions only, or English ones would suffer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.dense import Encoder
from kb.entries import Entry
from kb.generation import Generation, Shelf
from kb.gloss import gloss
from kb.impacts import Numbers, Scores
from kb.transformer import Array
from kb.vectors import vectors

GLOSSED = "id"


@dataclass(frozen=True, slots=True)
class Sense:
    """The vectors of one shelf: row r belongs to the entry at position `owners[r]`, rising."""

    rows: Array
    owners: Numbers


class Meaning:
    """What the entries of a generation mean."""

    def __init__(self, senses: Mapping[str, Sense], encoder: Encoder) -> None:
        self._senses = senses
        self._encoder = encoder

    def nearness(self, text: str, lang: str, shelf: Shelf) -> Scores:
        """Give the cosine of each entry's nearest text to the question, 0 if not comparable."""
        sense = self._senses[shelf.lang]
        if not len(sense.rows) or (shelf.lang == GLOSSED and lang != GLOSSED):
            return np.zeros(len(shelf.ids))
        cosines = sense.rows @ self._encoder.one(_english(text, lang))
        starts = np.searchsorted(sense.owners, np.arange(len(shelf.ids)))
        nearest: Scores = np.maximum(np.maximum.reduceat(cosines, starts), 0.0).astype(np.float64)
        return nearest


def meaning(
    generation: Generation, entries: Mapping[tuple[str, str], Entry], encoder: Encoder, at: Path
) -> Meaning:
    """Encode the entries of a generation, as far as the file in the folder `at` lacks them."""
    texts: list[str] = []
    owners: dict[str, list[int]] = {}
    for lang, shelf in generation.shelves.items():
        owners[lang] = []
        for position, entry_id in enumerate(shelf.ids):
            spoken = _texts(entries[entry_id, lang])
            texts.extend(_english(text, lang) for text in spoken)
            owners[lang].extend([position] * len(spoken))
    rows = vectors(texts, encoder, at)
    senses: dict[str, Sense] = {}
    for lang, owned in owners.items():
        senses[lang] = Sense(rows[: len(owned)], np.array(owned, np.int32))
        rows = rows[len(owned) :]
    return Meaning(senses, encoder)


def _texts(entry: Entry) -> Sequence[str]:
    """Give what is encoded of an entry: each phrasing, each learned one, title with answer."""
    phrasings = (entry.title, *entry.alternatives, *entry.aliases)
    return [*dict.fromkeys(phrasings), f"{entry.title} {entry.answer}"]


def _english(text: str, lang: str) -> str:
    return gloss(text) if lang == GLOSSED else text
