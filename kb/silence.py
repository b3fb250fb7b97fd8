"""Silence is decided by a threshold that each generation finds for itself."""

from __future__ import annotations

from kb import lexicon
from kb.confidence import RIVAL, confidence
from kb.generation import Generation
from kb.ranking import Meaning, rank

PASSING = 0.08
"""Share of questions about other things that may still look answerable."""
LOWEST, HIGHEST = 0.6, 0.8
"""Bounds of the threshold, for a knowledge base too small or too broad to measure itself by."""


def threshold(generation: Generation, meaning: Meaning | None = None) -> float:
    """Give the confidence that only a few of the questions no library answers reach.

    The richer a knowledge base, the more of a stranger's question it seems to cover; so the
    questions of `outside-questions.tsv` are asked once, when a generation is put to use.
    """
    sure = sorted(
        confidence(text, lang, rank(text, lang, generation, _anybody, RIVAL + 1, meaning))
        for lang, text in lexicon.outside_questions()
    )
    at = sure[int((1 - PASSING) * len(sure))]
    return max(LOWEST, min(HIGHEST, at))


def _anybody(_entry_id: str, _lang: str) -> bool:
    return True
