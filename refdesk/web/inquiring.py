"""What a channel's person asks about their own data, answered in pieces that fit into frames."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from refdesk.domain.actors import Actor
from refdesk.privacy.consents import Consents, Purpose, Standing
from refdesk.protocol import frames
from refdesk.web.own_data import OwnData
from refdesk.web.words import known, phrase, say

PIECE: Final = 12_000  # characters: at most 48 KiB of a frame's 64

PURPOSES: Final = {
    Purpose.EVALUATION: phrase("menilai dan memperbaiki layanan dari isi percakapan"),
    Purpose.LEARNING: phrase("melengkapi tanya jawab perpustakaan dari pertanyaan Anda"),
}


class Inquiring:
    """Answers inquiries of one connection; a long text is made once for all its pieces."""

    def __init__(
        self,
        own_data: OwnData,
        consents: Consents,
        given: Callable[[Actor], Awaitable[object]],
    ) -> None:
        """`given` writes down that a patron is given their data."""
        self._own_data = own_data
        self._given = given
        self._consents = consents
        self._made: tuple[str, str] = ("", "")  # cid and text of the last

    async def answer(self, patron: Actor, frame: frames.Inquiry) -> frames.Inquired:
        """Give the next piece."""
        if self._made[0] != frame.cid:
            self._made = (frame.cid, await self._text(patron, frame))
            if frame.what == "data" and not frame.at:
                await self._given(patron)
        text = self._made[1]
        end = frame.at + PIECE
        more = end if end < len(text) else 0
        return frames.Inquired(cid=frame.cid, text=text[frame.at : end], next=more)

    async def _text(self, patron: Actor, frame: frames.Inquiry) -> str:
        language = known(frame.lang)
        if frame.what == "data":
            return await self._own_data.of_patron(patron.id, language)
        if frame.given is None:
            return told(await self._consents.of(patron.id), language)
        return told(await self._consents.say(patron.id, frame.given), language)


def told(standing: Standing, language: str) -> str:
    """Say what a patron agrees to, a line for each purpose."""
    lines = [
        say(
            language,
            "[{mark}] {purpose}",
            mark=say(language, "ya") if given else say(language, "tidak"),
            purpose=say(language, PURPOSES[purpose]),
        )
        for purpose, given in standing.purposes.items()
    ]
    return "\n".join(lines)
