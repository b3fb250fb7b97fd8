"""Events as lines of a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from bots import terminal_words as words
from bots.terminal_words import say
from refdesk.protocol.values import Event

Line = Callable[[str, Event], str]


def clock_time(milliseconds: int) -> str:
    """Give a moment in the terminal's own time zone."""
    return datetime.fromtimestamp(milliseconds / 1000).astimezone().strftime("%d/%m/%Y %H.%M")


def line_of(language: str, event: Event) -> str:
    """Give what an event says, "" for kinds that say nothing to a patron."""
    told = _LINES.get(event.kind)
    return told(language, event) if told else ""


def _who(language: str, event: Event) -> str:
    if event.by == "patron":
        return say(language, words.YOU)
    return event.name or say(language, words.LIBRARIAN)


def _suggested(language: str, event: Event) -> str:
    titles = [f"  {number}. {offer.title}" for number, offer in enumerate(event.offers, 1)]
    return "\n".join((say(language, words.SUGGESTED), *titles, say(language, words.READ)))


def _edited(language: str, event: Event) -> str:
    return say(language, words.EDITED, who=_who(language, event), body=event.body)


def _plain(sentence: str) -> Line:
    return lambda language, event: say(
        language, sentence, name=event.name, time=clock_time(event.promised_at)
    )


_LINES: Final[Mapping[str, Line]] = {
    "said": lambda language, event: f"{_who(language, event)}: {event.body}",
    "edited": _edited,
    "suggested": _suggested,
    "asked": _plain(words.ASKED),
    "claimed": _plain(words.CLAIMED),
    "transferred": _plain(words.TRANSFERRED),
    "returned": _plain(words.RETURNED),
    "held": _plain(words.HELD),
    "resumed": _plain(words.RESUMED),
    "ended": _plain(words.ENDED),
    "rated": _plain(words.RATED),
    "forgotten": _plain(words.FORGOTTEN),
}
