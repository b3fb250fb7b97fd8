"""Rubrics, surveys, exercises: what is shipped is whole, a fault is told with its place."""

from __future__ import annotations

from importlib import resources

import pytest

from refdesk.evaluation.instruments import Materials
from refdesk.evaluation.materials import FILES, read_materials
from refdesk.evaluation.toml_reader import MaterialErrors

FOLDER = resources.files("refdesk.evaluation.content")
TEXTS = {file: (FOLDER / file).read_text("utf-8") for file in FILES}


@pytest.fixture(scope="module")
def shipped() -> Materials:
    """What comes with refdesk."""
    return read_materials(TEXTS)


def test_both_editions_of_the_behaviours_are_shipped(shipped: Materials) -> None:
    """Six areas since 2023, five before; every behaviour has its place, none twice in a book."""
    assert [len(book.areas) for book in shipped.codebooks] == [6, 5]
    for book in shipped.codebooks:
        named = [item.id for area in book.areas for item in area.items]
        assert len(named) == len(set(named))
    newest = {item.id for area in shipped.codebooks[0].areas for item in area.items}
    assert TEXTS["rubric.toml"].count("[[items]]") == len(newest)
    assert [answer.worth for answer in shipped.codebooks[0].answers] == [1, 0.5, 0, None]


def test_the_survey_has_the_nine_elements_in_their_order(shipped: Materials) -> None:
    """U1 to U9, four answers each without a middle, grades without a gap below A."""
    survey, short = shipped.surveys
    assert [one.code for one in survey.questions] == [f"U{n}" for n in range(1, 10)]
    assert survey.questions[3].answers[3]["id"] == "Gratis"  # a free service stays in the index
    assert [(one.grade, one.least) for one in survey.grades] == [
        ("A", 88.31),
        ("B", 76.61),
        ("C", 65.0),
        ("D", 25.0),
    ]
    assert short.questions[0].code == "success"  # apart from satisfaction
    assert not short.grades


def test_the_exercises_train_every_area(shipped: Materials) -> None:
    """A dozen and more, of several levels and kinds; no area of the newest rubric is left out."""
    trained = {one for exercise in shipped.exercises for one in exercise.behaviours}
    for area in shipped.codebooks[0].areas:
        assert trained & {item.id for item in area.items}, area.title
    assert len(shipped.exercises) >= 12
    assert len({one.level for one in shipped.exercises}) >= 4
    assert len({one.kind for one in shipped.exercises}) >= 6
    assert len({one.id for one in shipped.exercises}) == len(shipped.exercises)


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("rubric.toml", 'version = "2026-11"', "", "rubric.toml: version:"),
        ("rubric.toml", 'text = {id = "Ya", en = "Yes"}', "", "answers[0].text.id:"),
        ("rubric.toml", 'id = "patrons_language"', 'id = "plain_words"', "rubric.toml: items:"),
        ("rubric.toml", '"no_assumptions", "other_ways"]', '"nothing"]', "codebooks[0].areas[0]"),
        ("rubric.toml", "worth = 0.5", "worth = 2", "answers[1].worth:"),
        ("survey.toml", 'code = "U1"', 'code = "U1"\nodd = 1', "questions[0].odd:"),
        ("survey.toml", '  {id = "Mudah", en = "Easy"},\n', "", "questions[0].answers:"),
        ("survey.toml", "from = 76.61", "from = 99.0", "index.grades[1].from:"),
        ("exercises.toml", "level = 1", "level = 7", "exercises[0].level:"),
        ("exercises.toml", 'kind = "policy"', 'kind = "chat"', "exercises[0].kind:"),
        ("exercises.toml", "notice = [", "notice = ", "exercises.toml: "),
    ],
)
def test_a_fault_is_told_with_its_place(file: str, old: str, new: str, place: str) -> None:
    """Nothing is loaded, and what is wrong is named so that it can be found."""
    assert old in TEXTS[file]
    with pytest.raises(MaterialErrors) as caught:
        read_materials({**TEXTS, file: TEXTS[file].replace(old, new, 1)})
    assert any(place in problem for problem in caught.value.problems), caught.value.problems
