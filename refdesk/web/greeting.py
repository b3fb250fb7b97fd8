"""The first frame of a connection: who is there, proved before anything else can be reached."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from refdesk.domain.actors import Actor, Party
from refdesk.domain.records import millis
from refdesk.errors import RefdeskError, Unauthorized
from refdesk.protocol import frames
from refdesk.protocol.shapes import In
from refdesk.web.conversing import Conversing
from refdesk.web.desk_parts import DeskParts
from refdesk.web.following import Outlet
from refdesk.web.peer import Peer
from refdesk.web.refusals import refusal
from refdesk.web.residents import Resident
from refdesk.web.wire import View, heads
from refdesk.web.words import known

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)  # 256 bits, base64url
_PROGRAM: Final = "/"  # programs name themselves, as in terminal/0.1.0; pages give their build


def patron_key(token: str) -> str:
    """Give the key a patron is known by; raises Unauthorized for what is not a token."""
    if not _TOKEN.fullmatch(token):
        raise Unauthorized("bad_token")
    return hashlib.sha256(token.encode()).hexdigest()


class Greeting:
    """Receives the hello of a patron or librarian; knows nothing of commands."""

    def __init__(self, parts: DeskParts, address: str, cookie: str | None) -> None:
        """`cookie` is that of a staff connection, None on a patron's."""
        self._parts = parts
        self._address = address
        self._cookie = cookie

    async def greet(self, frame: In, outlet: Outlet) -> Resident:
        """Give the resident; raises Unauthorized after telling why."""
        if not isinstance(frame, frames.Hello):
            raise Unauthorized
        language = known(frame.lang)
        try:
            actor = await self._who(frame)
            welcome = await self._welcome(actor)
        except RefdeskError as error:
            outlet.send(refusal(error, language))
            raise
        outlet.send(welcome)
        if _PROGRAM not in frame.build and frame.build != self._parts.build:
            outlet.send(frames.Reload())
        channel = "terminal" if frame.build.startswith("terminal/") else "web"
        peer = Peer(actor, language, self._address, channel, self._cookie or "")
        resident = Conversing(self._parts, peer, outlet)
        for conversation, after in frame.conversations.items():
            resident.followings.follow(conversation, after)
        return resident

    async def _who(self, frame: frames.Hello) -> Actor:
        if self._cookie is None:
            return Actor(Party.PATRON, patron_key(frame.token))
        return await self._parts.whoever(self._cookie)

    async def _welcome(self, actor: Actor) -> frames.Welcome:
        staff = actor.party is Party.STAFF
        lists = self._parts.lists
        if staff:
            lines, _ = await lists.held_by(actor.id)
        else:
            lines = await lists.of_patron(actor.id)
        return frames.Welcome(
            build=self._parts.build,
            at=millis(self._parts.clock()),
            role="staff" if staff else "patron",
            id=actor.id if staff else "",
            name=actor.name,
            roles=sorted(actor.roles),
            on_duty=staff and await self._on_duty(actor),
            mine=heads(lines, View(staff, self._parts.lookup)),
        )

    async def _on_duty(self, actor: Actor) -> bool:
        for desk in await self._parts.lists.desks():
            if any(one.staff == actor.id for one in await self._parts.roster.on_duty(desk)):
                return True
        return False
