"""A conversation as its patron reads it: what was said by whom, what happened in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from refdesk.desk.ports import Log
from refdesk.domain import events as e
from refdesk.domain.actors import Party
from refdesk.web.words import say

MOST_PAGES: Final = 50  # of 200 events: far beyond any conversation of people
When = Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph: `who` is empty where it tells what happened."""

    seq: int
    at: datetime
    side: Party
    who: str
    text: str
    edited: bool = False


async def public_events(log: Log, conversation: str) -> list[e.Recorded]:
    """Give all events for everybody, in order."""
    events: list[e.Recorded] = []
    for _ in range(MOST_PAGES):
        after = (events[-1].public_seq or 0) if events else 0
        page = await log.read_since(conversation, after, public=True)
        events.extend(page.recorded)
        if not page.more:
            break
    return events


def passages(recorded: Iterable[e.Recorded], language: str, when: When) -> list[Passage]:
    """Give the paragraphs of the events for everybody, corrections put in their place."""
    found: dict[int, Passage] = {}
    for one in recorded:
        if one.public_seq is None:
            continue
        if isinstance(one.event, e.Edited):
            if one.event.of in found:
                old = found[one.event.of]
                found[one.event.of] = replace(old, text=one.event.body, edited=True)
            continue
        passage = _passage(one, language, when)
        if passage is not None:
            found[one.seq] = passage
    return list(found.values())


def _passage(one: e.Recorded, language: str, when: When) -> Passage | None:
    if isinstance(one.event, e.Said):
        text = one.event.body or say(language, "(isi pesan sudah dihapus)")
        return Passage(one.seq, one.at, one.by.party, _name(one, language), text)
    told = _told(one.event, language, when)
    return Passage(one.seq, one.at, Party.SYSTEM, "", told) if told else None


def _name(one: e.Recorded, language: str) -> str:
    if one.by.party is Party.PATRON:
        return say(language, "Anda")
    return one.by.name or say(language, "Pustakawan")


def _told(event: e.Event, language: str, when: When) -> str:
    match event:
        case e.Suggested():
            titles = "; ".join(offer.title for offer in event.offers)
            return say(language, "Saran dari tanya jawab: {titles}", titles=titles)
        case e.Asked():
            by = when(event.promised_at)
            return say(language, "Pertanyaan disimpan. Dijawab paling lambat {when}.", when=by)
        case e.Claimed() | e.Transferred():
            return say(language, "{name} membantu Anda.", name=event.name)
        case e.Rated():
            return say(language, "Nilai Anda: {score} dari 5.", score=event.score)
        case _:
            plain = _PLAIN.get(type(event))
            return plain(language) if plain else ""


_PLAIN: dict[type[e.Event], Callable[[str], str]] = {
    e.Returned: lambda language: say(language, "Pertanyaan kembali menunggu pustakawan."),
    e.Held: lambda language: say(language, "Pustakawan sedang menelusur, mohon tunggu."),
    e.Ended: lambda language: say(language, "Percakapan selesai."),
    e.Reopened: lambda language: say(language, "Percakapan dibuka lagi."),
    e.Forgotten: lambda language: say(language, "Isi percakapan ini sudah dihapus."),
}
