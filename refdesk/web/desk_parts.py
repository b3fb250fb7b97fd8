"""What the sockets need of the rest of the server; `app.py` fills it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web

from refdesk.desk.channels import Channels
from refdesk.desk.escalating import Escalation
from refdesk.desk.hub import Hub
from refdesk.desk.orders import Authorise
from refdesk.desk.ports import Clock, DutyRoster, Lists, Log, Marks, NewId, Receipt
from refdesk.desk.presence import Presence
from refdesk.desk.turn import Turns
from refdesk.domain.actors import Actor
from refdesk.domain.commands import Open
from refdesk.domain.crisis import Help
from refdesk.people.ports import AuditRow
from refdesk.privacy.consents import Consents
from refdesk.protocol.codes import PING_EVERY
from refdesk.telemetry import Metrics
from refdesk.web.addresses import Sender
from refdesk.web.hooks import HookRelay
from refdesk.web.limiting import NORMAL, Limiter, Rates
from refdesk.web.own_data import OwnData
from refdesk.web.watching import Watching
from refdesk.web.wire import Lookup


class Opening(Protocol):
    """Begins a conversation, or meets the one that the same cid began before."""

    async def __call__(
        self, actor: Actor, command: Open, *, cid: str, fingerprint: bytes = ...
    ) -> Receipt:
        """Give the receipt, whose conversation is the new one."""


class SetDuty(Protocol):
    """Puts a librarian on or off duty."""

    async def __call__(self, actor: Actor, *, on: bool) -> object:
        """Give anything; the change is told by the stream of the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """Use cases and ports, plus values of the settings.

    `origins` are our own; `whoever` gives who a sign-in cookie belongs to or raises Unauthorized;
    `return_code` gives a code with the time it ends; `channel_secret` is what channels prove
    themselves with, "" lets none in; `crisis` gives the help of a desk in a language.
    """

    build: str
    origins: tuple[str, ...]
    clock: Clock
    hub: Hub
    turns: Turns
    log: Log
    lists: Lists
    marks: Marks
    roster: DutyRoster
    presence: Presence
    authorise: Authorise
    open: Opening
    return_code: Callable[[Actor, str], Awaitable[tuple[str, datetime]]]
    set_duty: SetDuty
    suggest_again: Callable[[str], None]
    whoever: Callable[[str], Awaitable[Actor]]
    lookup: Lookup
    watching: Watching
    channels: Channels
    own_data: OwnData
    given: Callable[[Actor], Awaitable[str]]  # notes that a patron took their data: the receipt
    consents: Consents
    hooks: HookRelay
    channel_secret: str
    new_id: NewId
    fingerprint_key: bytes
    limiter: Limiter
    metrics: Metrics
    address_key: Callable[[web.Request], str]
    sender_of: Callable[[web.Request], Sender]
    crisis: Callable[[str, str], Help]
    escalation: Escalation
    own_desks: Callable[[str], Awaitable[frozenset[str]]]  # of staff; none: all are
    audit: Callable[[AuditRow], Awaitable[None]]
    child_desks: frozenset[str] = frozenset()
    rates: Rates = NORMAL
    ping_every: float = PING_EVERY  # seconds
