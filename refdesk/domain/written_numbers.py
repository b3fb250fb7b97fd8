"""Digits as people write a number: in groups, with spaces, dots, hyphens, brackets, line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

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


class Group(NamedTuple):
    """Digits with nothing between them, and where they stand in the text."""

    digits: str
    start: int
    end: int


class Written(NamedTuple):
    """Neighbouring groups read as one number, `digits` those of all of them in a row."""

    text: str
    groups: Sequence[Group]
    digits: str

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


def runs(text: str) -> Iterator[Sequence[Group]]:
    """Give each row of neighbouring groups of nine digits or more, dates and links taken out."""
    links: list[tuple[int, int]] | None = None
    for run in _RUN.finditer(text):
        if links is None:
            links = _links(text)
        dates = () if run[0].isdecimal() else _DATE.finditer(text, *run.span())
        others = [*links, *(match.span() for match in dates)]
        if not others:
            yield _row(text, run)
            continue
        for start, end in _between(run.span(), others):
            for part in _RUN.finditer(text, start, end):
                yield _row(text, part)


def _between(run: tuple[int, int], others: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at, stop = run
    for start, end in sorted(others):
        if start > at:
            yield at, min(start, stop)
        at = max(at, end)
    yield at, stop


def _row(text: str, run: re.Match[str]) -> Sequence[Group]:
    return [_group(match) for match in _GROUP.finditer(text, *run.span())]


def _links(text: str) -> list[tuple[int, int]]:
    if "://" not in text and "www." not in text.lower():
        return []
    return [match.span() for match in _LINK.finditer(text) if not _DIALS.search(match[0])]


def _group(match: re.Match[str]) -> Group:
    digits = match[0]
    if not (digits.isascii() and digits.isdecimal()):
        digits = "".join("0" if sign in "oO" else str(int(sign)) for sign in digits)
    return Group(digits, *match.span())


def readings(text: str, row: Sequence[Group], first: int, digits: range) -> Iterator[Written]:
    """Give the numbers that begin at a group, each one group longer, of so many digits."""
    whole = ""
    for last in range(first, len(row)):
        whole += row[last].digits
        if len(whole) >= digits.stop:
            return
        if len(whole) >= digits.start:
            yield Written(text, row[first : last + 1], whole)
