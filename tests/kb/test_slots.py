"""What documents earn is reduced to entries kind by kind."""

import numpy as np

from kb.slots import Slots

OWNERS = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2], np.int32)
LEARNED = np.array([0, 1, 0, 0, 0, 0, 1, 1, 0], bool)
"""Entry 0: phrasing, learned, body; 1: phrasing, body; 2: phrasing, two learned, body."""


def earned(by_document: list[float], slots: Slots) -> list[float]:
    """Give what entries have when documents earned this."""
    scores = np.zeros(len(slots))
    scores[slots.of_document] = by_document
    return [float(score) for score in slots.of_entries(scores)]


def test_an_entry_earns_by_phrasing_learned_wording_and_body() -> None:
    """The three kinds add up; of the learned wordings the best counts."""
    slots = Slots(OWNERS, LEARNED, 3)
    assert earned([1, 2, 4, 1, 4, 1, 2, 3, 4], slots) == [7.0, 5.0, 8.0]
    assert slots.owners.tolist() == [0, 1, 2, 0, 2, 2, 0, 1, 2]


def test_the_best_of_several_phrasings_counts() -> None:
    """Words spread over two phrasings of an entry do not add up."""
    slots = Slots(np.array([0, 0, 0, 1, 1], np.int32), np.zeros(5, bool), 2)
    assert earned([1, 3, 10, 2, 20], slots) == [13.0, 22.0]


def test_no_documents_are_no_entries() -> None:
    """An empty shelf has nothing to reduce."""
    slots = Slots(np.zeros(0, np.int32), np.zeros(0, bool), 0)
    assert slots.of_entries(np.zeros(0)).tolist() == []
