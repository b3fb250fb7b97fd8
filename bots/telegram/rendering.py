"""Events of a conversation as Telegram messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bots.telegram import buttons, words
from bots.telegram.splitting import LONGEST, split
from bots.telegram.words import say
from refdesk.protocol.frames import Send
from refdesk.protocol.values import Event, Offer

_MARK: Final = 20  # units kept free for the mark of what is sent again
_OFFER: Final = 900  # units of one suggestion, so that three fit into a message
_DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_ENGLISH_DAYS: Final = (
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: what it shows, what it carries."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `edits` is the id of the message it replaces, "" for a new one."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    edits: str = ""


@dataclass(frozen=True, slots=True)
class Rendering:
    """How this library's events look: its time zone, the address of its public pages ("": none)."""

    zone: ZoneInfo
    public_url: str = ""

    def messages(self, send: Send) -> list[Message]:
        """Give the messages an event becomes: always the same; none where it says nothing."""
        told = _MESSAGES.get(send.event.kind)
        return told(self, send) if told else []

    def suggested(self, send: Send) -> list[Message]:
        """Give all offers as one message, with buttons to judge them."""
        lang, offers = send.lang, send.event.offers
        told = [
            self._offer(lang, offer, f"[{number}] " if len(offers) > 1 else "")
            for number, offer in enumerate(offers, 1)
        ]
        text = "\n\n".join((say(lang, words.SUGGESTED), *told))
        rows = [
            (Button(_fits(lang, number, len(offers)), buttons.helped(send.conversation, o.entry)),)
            for number, o in enumerate(offers, 1)
        ]
        ask = Button(say(lang, words.UNHELPED_BUTTON), buttons.unhelped(send.conversation))
        return _texts(text, (*rows, (ask,)))

    def asked(self, send: Send) -> list[Message]:
        """Give the promise."""
        time = self._time(send.lang, send.event.promised_at)
        return _texts(say(send.lang, words.ASKED, time=time))

    def _offer(self, lang: str, offer: Offer, number: str) -> str:
        pieces = split(offer.text, _OFFER) or [""]
        lines = [f"{number}{offer.title}", pieces[0] + (" …" if len(pieces) > 1 else "")]
        if offer.url and self.public_url:
            lines.append(say(lang, words.LINK, url=self.public_url + offer.url))
        return "\n".join(filter(None, lines))

    def _time(self, lang: str, milliseconds: int) -> str:
        """Give a moment with its day, in the library's time zone."""
        moment = datetime.fromtimestamp(milliseconds / 1000, self.zone)
        days, clock = (_ENGLISH_DAYS, "%H:%M") if lang == "en" else (_DAYS, "%H.%M")
        return f"{days[moment.weekday()]} {moment:%d/%m/%Y} {moment.strftime(clock)} {moment:%Z}"


def _said(_: Rendering, send: Send) -> list[Message]:
    """Only a librarian's text: what the patron wrote stands in the chat already."""
    event = send.event
    if event.by != "staff":
        return []
    return _texts(f"{_name(send.lang, event)}:\n{event.body}")


def _edited(rendering: Rendering, send: Send) -> list[Message]:
    """Replace the message where it is one, else send the corrected text anew."""
    old = send.refs.get(send.event.of, "")
    told = _said(rendering, send)
    if old and len(told) == 1:
        return [Message(told[0].text, edits=old)]
    return told and corrected(send)


def corrected(send: Send) -> list[Message]:
    """Give a librarian's correction as messages of its own."""
    name = _name(send.lang, send.event)
    return _texts(say(send.lang, words.EDITED, name=name, body=send.event.body))


def _ended(_: Rendering, send: Send) -> list[Message]:
    helped = send.event.why == "helped"
    text = say(send.lang, words.ENDED_HELPED if helped else words.ENDED)
    scores = tuple(
        Button(str(score), buttons.rate(send.conversation, score)) for score in buttons.SCORES
    )
    return _texts(text, (scores,))


def _plain(sentence: str) -> Callable[[Rendering, Send], list[Message]]:
    return lambda _, send: _texts(say(send.lang, sentence, name=_name(send.lang, send.event)))


def _texts(text: str, rows: tuple[tuple[Button, ...], ...] = ()) -> list[Message]:
    """Give a text in as many messages as it needs, the buttons under the last."""
    pieces = split(text, LONGEST - _MARK)
    last = len(pieces) - 1
    return [Message(piece, rows if place == last else ()) for place, piece in enumerate(pieces)]


def _name(lang: str, event: Event) -> str:
    return event.name or say(lang, words.LIBRARIAN)


def _fits(lang: str, number: int, of: int) -> str:
    if of == 1:
        return say(lang, words.HELPED_BUTTON)
    return say(lang, words.HELPED_BUTTON_OF, number=number)


_MESSAGES: Final[Mapping[str, Callable[[Rendering, Send], list[Message]]]] = {
    "said": _said,
    "edited": _edited,
    "suggested": Rendering.suggested,
    "asked": Rendering.asked,
    "claimed": _plain(words.CLAIMED),
    "transferred": _plain(words.TRANSFERRED),
    "returned": _plain(words.RETURNED),
    "held": _plain(words.HELD),
    "resumed": _plain(words.RESUMED),
    "reopened": _plain(words.REOPENED),
    "ended": _ended,
    "forgotten": _plain(words.FORGOTTEN),
}
