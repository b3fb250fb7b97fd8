"""Silence is decided by a threshold that each generation finds for itself."""

from __future__ import annotations

from kb import lexicon
from kb.confidence import RIVAL, confidence
from kb.generation import Generation
from kb.ranking import Meaning, rank

PASSING = 0.08
"""Share of questions about other things that may still look answerable."""
LOWEST, LOWEST_BY_MEANING, HIGHEST = 0.76, 0.72, 0.88
"""Bounds of the threshold, for a knowledge base too small or too broad to measure itself by.

The lowest are those from which at most one in twenty unanswerable questions showed something, of
the half of questions that were there to choose by; with meaning compared, silence costs less.
"""


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
    lowest = LOWEST if meaning is None else LOWEST_BY_MEANING
    return max(lowest, min(HIGHEST, at))


def _anybody(_entry_id: str, _lang: str) -> bool:
    return True
