"""Digits as people write a number: in groups, with spaces, dots, hyphens, brackets, line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_BETWEEN = r"[\s.\-()/+_·\u200b-\u200d\u2010-\u2015\u2060\ufeff]"
_LETTER_FOR_ZERO = r"(?<![^\W_])[oO](?=8)"
# Nine digits and more, with up to three signs between two of them; nothing shorter is looked for.
_RUN = re.compile(rf"[\doO](?:{_BETWEEN}{{0,3}}\d){{8,}}")
_GROUP = re.compile(rf"\d+|{_LETTER_FOR_ZERO}\d+")
_DATE = re.compile(
    r"(?<!\d)(?<!\d[-/.])\d{1,2}([-/.])\d{1,2}\1(?:19|20)?\d{2}(?!\d)(?!\1\d)"
    r"|(?<!\d)\d{1,2} \d{1,2} (?:19|20)\d{2}(?= \d{1,2}[.:]\d{2})"
    r"|(?<!\d)(?<!\d[-/.])(?:19|20)\d{2}([-/.])\d{1,2}\2\d{1,2}(?!\d)(?!\2\d)"
)
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_DIALS = re.compile(r"wa\.me/|phone=|tel:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Group:
    """Digits with nothing between them, and where they stand in the text."""

    digits: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Written:
    """Neighbouring groups read as one number."""

    text: str
    groups: tuple[Group, ...]

    @property
    def digits(self) -> str:
        """All digits in a row."""
        return "".join(group.digits for group in self.groups)

    @property
    def start(self) -> int:
        """Where it begins; a plus sign belongs to it, and a bracket that closes within."""
        start = self.groups[0].start
        signs = "+(" if ")" in self.text[start : self.end] else "+"
        while start and self.text[start - 1] in signs:
            start -= 1
        return start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.groups[-1].end

    @property
    def has_plus(self) -> bool:
        """Whether a plus sign stands right before it."""
        return "+" in self.text[self.start : self.groups[0].start]

    @property
    def gaps(self) -> tuple[str, ...]:
        """What stands between the groups."""
        return tuple(self.text[left.end : right.start] for left, right in pairwise(self.groups))

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of digits of each group."""
        return tuple(len(group.digits) for group in self.groups)


def runs(text: str) -> Iterator[tuple[Group, ...]]:
    """Give each row of neighbouring groups of nine digits or more, dates and links taken out."""
    for run in _RUN.finditer(text):
        others = [match.span() for match in _DATE.finditer(text, *run.span())]
        others += [match.span() for match in _LINK.finditer(text) if not _DIALS.search(match[0])]
        row: list[Group] = []
        for match in _GROUP.finditer(text, *run.span()):
            if any(start <= match.start() < end for start, end in others):
                yield tuple(row)
                row = []
            else:
                row.append(_group(match))
        yield tuple(row)


def _group(match: re.Match[str]) -> Group:
    digits = "".join("0" if sign in "oO" else str(int(sign)) for sign in match.group())
    return Group(digits, match.start(), match.end())


def readings(text: str, row: Sequence[Group], first: int, longest: int) -> Iterator[Written]:
    """Give the numbers that begin at a group, each one group longer, of ≤ `longest` digits."""
    count = 0
    for last in range(first, len(row)):
        count += len(row[last].digits)
        if count > longest:
            return
        yield Written(text, tuple(row[first : last + 1]))
