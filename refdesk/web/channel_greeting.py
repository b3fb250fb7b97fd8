"""The first frame of a channel's connection: its name with the secret that proves it."""

from __future__ import annotations

import re
from typing import Final

from refdesk.desk.ports import NewId
from refdesk.domain.conversation import OWN_CHANNELS
from refdesk.domain.records import millis
from refdesk.errors import Unauthorized
from refdesk.people.secrets import same
from refdesk.protocol import frames
from refdesk.protocol.shapes import In
from refdesk.web.channelling import Channelling, ChannelOutlet
from refdesk.web.desk_parts import DeskParts
from refdesk.web.refusals import refusal
from refdesk.web.residents import Resident
from refdesk.web.words import SOURCE_LANGUAGE

_NAME: Final = re.compile(r"[a-z]{2,20}:[A-Za-z0-9_-]{1,40}", re.ASCII)  # telegram:123456


class ChannelGreeting:
    """Receives the hello of a channel; without a secret in the settings no channel gets in."""

    def __init__(self, parts: DeskParts, new_id: NewId) -> None:
        self._parts = parts
        self._new_id = new_id

    async def greet(self, frame: In, outlet: ChannelOutlet) -> Resident:
        """Give the resident; raises Unauthorized after telling why."""
        if not isinstance(frame, frames.ChannelHello) or not self._proved(frame):
            error = Unauthorized("bad_channel_secret")
            outlet.send(refusal(error, SOURCE_LANGUAGE))
            raise error
        outlet.send(
            frames.Welcome(
                build=self._parts.build,
                at=millis(self._parts.clock()),
                role="channel",
                id=frame.channel,
            )
        )
        channel = self._parts.channels.connect(frame.channel, self._new_id())
        return Channelling(self._parts, channel, outlet)

    def _proved(self, frame: frames.ChannelHello) -> bool:
        secret = self._parts.channel_secret
        name = frame.channel
        named = _NAME.fullmatch(name) and name.partition(":")[0] not in OWN_CHANNELS
        return bool(secret) and same(frame.secret, secret) and bool(named)
