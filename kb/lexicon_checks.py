"""Lexicon checks tell a librarian which row of a word table does not help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kb import lexicon
from kb.problems import ContentErrors, Problem

FIRST_ROW = 2
"""Line of the first row; the headings stand on line 1."""
KEYS = {"glossary": 1, "library-synonyms": 1, "small-talk": 2, "outside-questions": 2}
"""How many columns name a row where it is not the first two."""


def problems() -> list[Problem]:
    """List malformed or repeated rows of all tables, in the order of the tables."""
    return [problem for name in lexicon.HEADINGS for problem in _of(name)]


def _of(name: str) -> Iterator[Problem]:
    try:
        rows = list(lexicon.rows(name))
    except ContentErrors as error:
        yield from error.problems
        return
    width = KEYS.get(name, 2)
    seen: Counter[tuple[str, ...]] = Counter()
    for line, row in enumerate(rows, FIRST_ROW):
        key = row[:width]
        seen[key] += 1
        if seen[key] > 1:
            yield _repeated(name, line, " ".join(key))


def _repeated(name: str, line: int, key: str) -> Problem:
    return Problem(
        f"kb/lexicons/{name}.tsv",
        line,
        f"'{key}' sudah ada di baris lain; gabungkan",
        f"'{key}' is in another row too; merge them",
    )
