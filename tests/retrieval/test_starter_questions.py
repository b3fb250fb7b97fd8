"""Questions thought up before anything was measured keep finding their entry, or silence."""

from pathlib import Path
from typing import NamedTuple

import pytest

from kb.suggest import Suggester

TABLE = Path(__file__).parent / "starter-questions.tsv"
HALVES = ("tuning", "test")
MARGIN = 0.04
"""What a share may lose before a test fails: three questions of a half."""
SHOWN = {"tuning": 0.85, "test": 0.76}
SILENT = {"tuning": 0.97, "test": 0.98}


class Question(NamedTuple):
    """A patron's question with the ids of the entries that answer it; none if nothing does."""

    lang: str
    text: str
    entries: frozenset[str]


def questions(half: str) -> list[Question]:
    """Read one half of the table."""
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()[1:]]
    return [
        Question(lang, text, frozenset(ids.split(",")) - {"-"})
        for name, lang, text, ids in rows
        if name == half
    ]


def shown(starter: Suggester, question: Question) -> set[str]:
    """Give the ids a patron would see."""
    return {item.entry_id for item in starter.suggest(question.text, question.lang).visible}


@pytest.mark.parametrize("half", HALVES)
def test_the_right_entry_is_among_those_shown(starter: Suggester, half: str) -> None:
    """The share of answerable questions that show the right entry does not fall."""
    asked = [question for question in questions(half) if question.entries]
    missed = [question for question in asked if not question.entries & shown(starter, question)]
    assert 1 - len(missed) / len(asked) >= SHOWN[half] - MARGIN, missed


@pytest.mark.parametrize("half", HALVES)
def test_what_no_entry_answers_gets_silence(starter: Suggester, half: str) -> None:
    """The share of unanswerable questions met with silence does not fall."""
    asked = [question for question in questions(half) if not question.entries]
    answered = [question for question in asked if shown(starter, question)]
    assert 1 - len(answered) / len(asked) >= SILENT[half] - MARGIN, answered


def test_every_entry_named_exists(starter: Suggester) -> None:
    """The table speaks of entries that the starter base has."""
    named = {entry for half in HALVES for question in questions(half) for entry in question.entries}
    assert named <= {entry_id for entry_id, _ in starter.entries}
