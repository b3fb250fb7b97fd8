"""Materials are read from the text of three files: rubric, survey, exercises; all or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from refdesk.domain.decisions import QUESTION_TYPES
from refdesk.evaluation.instruments import (
    Answer,
    Area,
    Codebook,
    Exercise,
    Grade,
    Item,
    Materials,
    Question,
    Survey,
)
from refdesk.evaluation.toml_reader import MaterialErrors, Table, read_toml

FILES: Final = ("rubric.toml", "survey.toml", "exercises.toml")
SCALE: Final = 4  # answers of a survey's question: PermenPANRB 14/2017 has no middle
_READ_LEVELS: Final = (1, 6)
_INDEX: Final = (25.0, 100.0)  # 1 to 4, times 25


def read_materials(texts: Mapping[str, str]) -> Materials:
    """Read the `FILES` by name; raises MaterialErrors with every fault of every file."""
    problems: list[str] = []
    rubric, survey, exercises = (read_toml(texts[file], file, problems) for file in FILES)
    items = _unique({item.id: item for item in _items(rubric)}, rubric)
    materials = Materials(
        codebooks=tuple(_codebooks(rubric, items)),
        surveys=tuple(_surveys(survey)),
        exercises=tuple(_exercises(exercises, items)),
    )
    for table in (rubric, survey, exercises):
        table.end()
    if problems:
        raise MaterialErrors(problems)
    return materials


def _unique(items: dict[str, Item], rubric: Table) -> dict[str, Item]:
    listed = rubric.values.get("items")
    if isinstance(listed, list) and len(listed) != len(items):
        rubric.note("items", "id dipakai dua kali / an id is used twice")
    return items


def _items(rubric: Table) -> Iterable[Item]:
    for one in rubric.tables("items"):
        yield Item(one.text("id"), one.words("text"), one.flag("check"))


def _codebooks(rubric: Table, items: Mapping[str, Item]) -> Iterable[Codebook]:
    version = rubric.text("version")
    answers = tuple(
        Answer(one.text("code"), one.words("text"), one.maybe_number("worth", 0, 1))
        for one in rubric.tables("answers")
    )
    for book in rubric.tables("codebooks"):
        yield Codebook(
            id=book.text("id"),
            version=version,
            title=book.words("title"),
            source=book.text("source"),
            areas=tuple(
                Area(area.words("title"), tuple(items[one] for one in _known(area, "items", items)))
                for area in book.tables("areas")
            ),
            answers=answers,
        )


def _surveys(file: Table) -> Iterable[Survey]:
    version = file.text("version")
    for one in file.tables("surveys"):
        index = one.table("index")
        yield Survey(
            id=one.text("id"),
            version=version,
            title=one.words("title"),
            source=one.text("source"),
            intro=one.words("intro"),
            questions=tuple(map(_question, one.tables("questions"))),
            check=one.flag("check"),
            about_index=index.words("about") if index else None,
            grades=tuple(_grades(index)) if index else (),
        )


def _question(table: Table) -> Question:
    answers = table.many_words("answers")
    if len(answers) != SCALE:
        table.note("answers", f"harus {SCALE} jawaban / must be {SCALE} answers")
    return Question(table.text("code"), table.words("element"), table.words("text"), answers)


def _grades(index: Table) -> Iterable[Grade]:
    before = float("inf")
    for one in index.tables("grades"):
        least = one.number("from", *_INDEX)
        if least >= before:
            one.note("from", "urutkan dari yang terbaik / order them from the best")
        before = least
        yield Grade(one.text("grade"), least, one.words("label"))
    index.end()


def _exercises(file: Table, items: Collection[str]) -> Iterable[Exercise]:
    file.text("version")
    for one in file.tables("exercises"):
        kind = one.text("kind")
        if kind not in QUESTION_TYPES:
            one.note("kind", f"pakai salah satu dari / use one of {', '.join(QUESTION_TYPES)}")
        yield Exercise(
            id=one.text("id"),
            level=round(one.number("level", *_READ_LEVELS)),
            kind=kind,
            asks=one.words("asks"),
            notice=one.many_words("notice"),
            model=one.words("model"),
            behaviours=tuple(_known(one, "behaviours", items)),
        )


def _known(table: Table, key: str, items: Collection[str]) -> Iterable[str]:
    for one in table.texts(key):
        if one in items:
            yield one
        else:
            table.note(key, f"'{one}' tidak ada di rubric.toml / is not in rubric.toml")
