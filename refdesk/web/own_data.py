"""All that is kept of one patron as a text they can read: conversations, consents, sealed values.

Notes of staff are not theirs and never in it (UU 27/2022 articles 7 and 32).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from refdesk.desk.ports import Line, Lists, Log
from refdesk.domain.events import Opened
from refdesk.domain.redaction import Original, token
from refdesk.web.moments import time_in_words
from refdesk.web.readable import Passage, passages, public_events
from refdesk.web.words import say

MOST: Final = 10_000  # conversations of one patron

# The sealed originals of a conversation with the numbers of their events.
Originals = Callable[[str], Awaitable[Sequence[tuple[int, Original]]]]


@dataclass(frozen=True, slots=True)
class OwnData:
    """Writes the text, from the log and the lists."""

    library_name: str
    zone: ZoneInfo
    lists: Lists
    log: Log
    originals: Originals  # what is still sealed; only given where staff answer a request
    clock: Callable[[], datetime]

    async def of_patron(self, patron: str, language: str) -> str:
        """Give everything of a patron key, newest conversation first."""
        lines = await self.lists.of_patron(patron, MOST)
        told = [await self._conversation(one, language) for one in lines]
        return self._whole(told, language)

    async def of_conversations(self, conversations: Sequence[str], language: str) -> str:
        """Give these conversations with the personal data that is still sealed."""
        lines = await self.lists.by_ids(conversations)
        told = [await self._conversation(one, language, sealed=True) for one in lines]
        return self._whole(told, language)

    def passage_line(self, one: Passage, language: str) -> str:
        """Give one paragraph of a conversation on a line of its own."""
        edited = say(language, " (diubah)") if one.edited else ""
        who = f"{one.who}{edited}: " if one.who else "— "
        return f"[{self.when(one.at, language)}] {who}{one.text}"

    def when(self, moment: datetime, language: str) -> str:
        """Give a time in words."""
        return time_in_words(moment, self.zone, language)

    def _whole(self, told: Sequence[Sequence[str]], language: str) -> str:
        head = say(
            language,
            "Data Anda di {library}, per {when}: {n} percakapan. Catatan internal pustakawan tidak"
            " termasuk.",
            library=self.library_name,
            when=self.when(self.clock(), language),
            n=len(told),
        )
        lines = [head, *(line for one in told for line in ("", *one))]
        return "\r\n".join(lines) + "\r\n"

    async def _conversation(self, line: Line, language: str, *, sealed: bool = False) -> list[str]:
        events = await public_events(self.log, line.conversation)
        lines = [
            say(
                language,
                "== Percakapan {id} · saluran {channel} · bahasa {tongue}",
                id=line.conversation,
                channel=line.channel,
                tongue=line.language,
            )
        ]
        if line.name:
            lines.append(say(language, "Nama yang diberikan: {name}", name=line.name))
        opened = [one.event for one in events if isinstance(one.event, Opened)]
        pages = [one.page for one in opened if one.page]
        lines += [say(language, "Halaman asal: {page}", page=page) for page in pages]
        found = passages(events, language, lambda moment: self.when(moment, language))
        lines += [self.passage_line(one, language) for one in found]
        for seq, value in await self.originals(line.conversation) if sealed else ():
            mark = f"{token(value.kind, value.n)} #{seq}"
            lines.append(
                say(language, "Data tersegel {mark}: {value}", mark=mark, value=value.value)
            )
        return lines
