"""Instruments of evaluation as frozen values: behaviours to look for, surveys to hand out.

Words are in both languages, by code. What is marked `check` has not been compared with the original
standard: say so wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Words = Mapping[str, str]
"""A text by language: `id` and `en`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to an item; `worth` counts towards the score from 0 to 1, None: it does not."""

    code: str
    text: Words
    worth: float | None


@dataclass(frozen=True, slots=True)
class Item:
    """One behaviour that a transcript shows or does not."""

    id: str
    text: Words
    check: bool


@dataclass(frozen=True, slots=True)
class Area:
    """What a codebook puts under one heading."""

    title: Words
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Codebook:
    """Behaviours arranged by areas, after the guidelines named in `source`."""

    id: str
    version: str
    title: Words
    source: str
    areas: tuple[Area, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question; its answers are worth 1, 2, 3, 4 in their order, without a middle."""

    code: str
    element: Words
    text: Words
    answers: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade with the least index that earns it."""

    grade: str
    least: float
    label: Words


@dataclass(frozen=True, slots=True)
class Survey:
    """Questions to patrons; `grades` from the best, none where there is no index."""

    id: str
    version: str
    title: Words
    source: str
    intro: Words
    questions: tuple[Question, ...]
    check: bool
    about_index: Words | None
    grades: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class Exercise:
    """A practice question with one good answer; `level` is of the READ scale, 1 to 6.

    The READ scale (Reference Effort Assessment Data) is by Bella Karr Gerlich, readscale.org.
    """

    id: str
    level: int
    kind: str
    asks: Words
    notice: tuple[Words, ...]
    model: Words
    behaviours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Materials:
    """All that comes with refdesk for judging, asking, practising."""

    codebooks: tuple[Codebook, ...]
    surveys: tuple[Survey, ...]
    exercises: tuple[Exercise, ...]
