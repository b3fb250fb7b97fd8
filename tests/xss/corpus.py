"""The corpus: payloads made by the grammar, each known by its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, TypeVar

from tests.xss.grammar_of_parsers import EVERY_RULE

T = TypeVar("T")
LONGEST: Final = 300  # characters: what a title holds
WHOLE_SIZE: Final = 2_600
SHORT_SIZE: Final = 156


@dataclass(frozen=True, slots=True)
class Payload:
    """A text that would report `number` if anything in it ran; `context` is its rule's name."""

    number: int
    context: str
    text: str


def corpus(size: int) -> Sequence[Payload]:
    """Give so many payloads, no two of one shape, the contexts in turn."""
    made: list[Payload] = []
    shapes: set[str] = set()
    names = list(EVERY_RULE)
    for attempt in range(50 * size):
        if len(made) == size:
            break
        number, context = 10_001 + len(made), names[attempt % len(names)]
        text = EVERY_RULE[context](number, Random(f"{context} {attempt}"))[:LONGEST]
        shape = text.replace(str(number), "#")
        if shape not in shapes:
            shapes.add(shape)
            made.append(Payload(number, context, text))
    return made


def parts(items: Sequence[T], size: int) -> list[Sequence[T]]:
    """Cut items into parts of at most this size."""
    return [items[place : place + size] for place in range(0, len(items), size)]


def joined(payloads: Sequence[Payload], longest: int, *, line: str = " ") -> list[Payload]:
    """Put payloads together as texts of about `longest` characters, for views that cost much each.

    Each text has the number of its first payload; a witness finds the others by theirs. What could
    hide its neighbours – a comment, an element of raw text – is caught as markup where it works.
    """
    made: list[Payload] = []
    some: list[str] = []
    first = payloads[0]
    for one in payloads:
        if some and sum(map(len, some)) + len(one.text) > longest:
            made.append(Payload(first.number, "joined", line.join(some)))
            some, first = [], one
        some.append(one.text)
    return [*made, Payload(first.number, "joined", line.join(some))]


def turned(payloads: Sequence[Payload], steps: int) -> Sequence[Payload]:
    """Give the same payloads beginning further on, so that a record's fields differ."""
    place = steps % len(payloads)
    return [*payloads[place:], *payloads[:place]]
