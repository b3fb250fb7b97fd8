"""The shares of a question's words add up to what its postings say one by one."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb import shares
from kb.analysis import Terms, analyse, pieces
from kb.generation import Generation, Shelf
from kb.index import build
from kb.scoring import weigh
from kb.shares import BLEND
from tests.kb.shelf_of_five import FIVE

QUESTION = "bayar denda brp ya klo telat parkirr, wifi"
TAUGHT = [*FIVE[:1], replace(FIVE[1], aliases=("telat bayar", "uang denda")), *FIVE[2:]]


@pytest.fixture
def generation(tmp_path: Path) -> Generation:
    """Give an index of five entries, one of them taught."""
    return build(TAUGHT, tmp_path, "v1")


def one_by_one(terms: Terms, shelf: Shelf) -> list[float]:
    """Score entries as the blend says, posting by posting."""
    stems = {asked.stem: asked.weight for asked in terms.asked}
    meant = [(piece, asked.light) for asked in terms.asked for piece in pieces(asked.word)]
    typed = [(p, a.light) for a in terms.asked if a.typed for p in pieces(a.word)]
    typed += [(p, weight) for word, weight in terms.typed.items() for p in pieces(word)]
    asked = {
        "words": [("words", [*stems.items()], BLEND.words)],
        "learned_words": [("learned_words", [*stems.items()], BLEND.learned_words)],
        "keywords": [("keywords", [*stems.items()], BLEND.keywords)],
        "answer": [("answer", [*stems.items()], BLEND.answer)],
        "grams": [("grams", meant, BLEND.grams), ("grams", typed, BLEND.raw_grams)],
        "answer_grams": [("answer_grams", meant, BLEND.answer_grams)],
        "concepts": [("concepts", [*terms.concepts.items()], BLEND.concepts)],
        "answer_concepts": [("answer_concepts", [*terms.concepts.items()], BLEND.answer_concepts)],
        "learned_concepts": [
            ("learned_concepts", [*terms.concepts.items()], BLEND.learned_concepts)
        ],
    }
    earned = [0.0] * len(shelf.owners)
    for parts in asked.values():
        for field, weights, factor in parts:
            impacts = shelf.impacts[field]
            could = sum(impacts.worth(term) * weight for term, weight in weights)
            for term, weight in weights:
                row = impacts.rows.get(term)
                if row is not None:
                    for at in range(impacts.starts[row], impacts.starts[row + 1]):
                        number = int(impacts.postings.numbers[at])
                        earned[number] += factor * weight * float(impacts.scores[at]) / could
    return [_entry(shelf, position, terms, earned) for position in range(len(shelf.ids))]


def _entry(shelf: Shelf, position: int, terms: Terms, earned: list[float]) -> float:
    first, after = shelf.starts[position], shelf.starts[position + 1]
    taught = shelf.impacts["learned_words"].postings.lengths > 0
    phrasings = [earned[at] for at in range(first, after - 1) if not taught[at]]
    learned = [earned[at] for at in range(first, after - 1) if taught[at]]
    worth = shelf.impacts["answer"].worth
    whole: float = sum(worth(stem) * token.weight for stem, token in terms.tokens.items())
    spoken = 0.0
    for stem, token in terms.tokens.items():
        well = 0.5 * shelf.holds(("answer",), stem, position)
        if any(shelf.holds(("answer_concepts",), name, position) for name in token.concepts):
            well = 0.5
        if shelf.holds(("words", "keywords"), stem, position):
            well = 1.0
        if any(shelf.holds(("concepts",), name, position) for name in token.concepts):
            well = 1.0
        spoken += well * worth(stem) * token.weight
    coverage = BLEND.coverage * spoken / whole
    best: float = max(phrasings) + max(learned, default=0.0)
    return best + float(earned[after - 1]) + coverage


def test_shares_add_up_to_the_postings(generation: Generation) -> None:
    """What is gathered word by word is the blend of all fields."""
    shelf = generation.shelves["id"]
    terms = analyse(QUESTION, shelf.vocabulary)
    assert weigh(terms, shelf).tolist() == pytest.approx(one_by_one(terms, shelf), rel=1e-4)


def test_forgotten_shares_are_gathered_again(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for hardly any share, answers stay what they are."""
    shelf = generation.shelves["id"]
    terms = analyse(QUESTION, shelf.vocabulary)
    before = weigh(terms, shelf).tolist()
    monkeypatch.setattr(shares, "MOST", 2)
    weigh(analyse("jam buka perpustakaan", shelf.vocabulary), shelf)
    assert weigh(terms, shelf).tolist() == pytest.approx(before)
