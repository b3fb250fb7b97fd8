"""An asyncio client of the protocol whose connection comes back by itself."""

from __future__ import annotations

from refdesk.client.answers import CommandRefused
from refdesk.client.feed import Feed
from refdesk.client.naming import new_cid, socket_address
from refdesk.client.running import Client, SentAway, Story

__all__ = [
    "Client",
    "CommandRefused",
    "Feed",
    "SentAway",
    "Story",
    "new_cid",
    "socket_address",
]
