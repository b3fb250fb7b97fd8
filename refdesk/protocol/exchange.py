"""The bodies of `POST /exchange`, the way of frames where a network breaks WebSocket."""

from __future__ import annotations

from typing import Annotated

import msgspec

from refdesk.protocol.codes import EXCHANGE_FRAMES, EXCHANGE_HOLD
from refdesk.protocol.shapes import After

Known = dict[str, str]  # what the client was last told of states and marks, opaque to it


class Exchange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One exchange asked for: who it is, how far they are, what they have to say."""

    token: str  # as in `hello`
    build: str  # as in `hello`
    lang: str = "id"
    cursors: dict[str, After] = {}  # `conversations` of `hello`
    frames: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=EXCHANGE_FRAMES)] = []
    known: Known = {}  # of the last answer, {} at first
    hold: Annotated[int, msgspec.Meta(ge=0, le=EXCHANGE_HOLD)] = EXCHANGE_HOLD  # seconds at most


class Exchanged(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: frames as a socket would have brought them, `ping` the last."""

    frames: list[msgspec.Raw]
    known: Known = {}
    close: int = 0  # the code with which a socket would have been closed, 0 for none
