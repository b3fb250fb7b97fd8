"""What the web application is made of: settings as plain values, ports, use cases."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from aiohttp import web

from refdesk.desk.transcript_ports import Transcripts
from refdesk.desk.transcript_search import TranscriptSearch
from refdesk.desk.webhooks import Webhooks
from refdesk.knowledge.entry_use import EntryUse
from refdesk.knowledge.gaps import Gaps
from refdesk.knowledge.page_votes import PageVotes
from refdesk.knowledge.shelf import Shelf
from refdesk.people.accounts import Accounts
from refdesk.people.audit_ports import Audit, OwnDesks
from refdesk.people.ports import AuditRow
from refdesk.people.signing_in import SigningIn
from refdesk.privacy.answering import Answering
from refdesk.privacy.requests import Requests
from refdesk.privacy.revealing import Revealing
from refdesk.web.assets import Assets
from refdesk.web.checks import Check
from refdesk.web.condition import Examine, nothing_examined
from refdesk.web.desk_parts import DeskParts
from refdesk.web.desk_state import DeskStates
from refdesk.web.editor_parts import EditorParts
from refdesk.web.people_parts import PeopleParts

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
# (return code, patron key, address key) -> conversation; raises ForbiddenOrAbsent, RateLimited
Redeem = Callable[[str, str, str], Awaitable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything the web application needs; `app.py` fills it.

    `desk` is what the sockets need too; its `origins` are the addresses at which people reach the
    server, the public one first. `sites` are the origins of the library's own pages, which may
    frame the panel. `reader` gives the mark of whoever reads an entry's page. `sockets` are the
    handlers by role: patron, staff, channel.
    """

    desk: DeskParts
    library_name: str
    zone: ZoneInfo
    sites: tuple[str, ...]
    assets: Assets
    states: DeskStates
    redeem: Redeem
    signing_in: SigningIn
    accounts: Accounts
    people: PeopleParts
    webhooks: Webhooks
    shelf: Shelf
    gaps: Gaps
    votes: PageVotes
    uses: EntryUse
    reader: Callable[[web.Request, str], str]
    editor: EditorParts
    transcripts: Transcripts
    search: TranscriptSearch
    revealing: Revealing
    requests: Requests
    answering: Answering
    audit_log: Audit
    own_desks: OwnDesks
    audit: Callable[[AuditRow], Awaitable[None]]
    checks: Mapping[str, Check]
    sockets: Mapping[str, Handler]
    examine: Examine = nothing_examined
    shared_minutes: float = 5.0  # after which a shared computer forgets who does nothing
    sample_url: str = ""  # the sample library page of the demo

    @property
    def secure(self) -> bool:
        """Tell whether patrons reach the server over TLS."""
        return self.desk.origins[0].startswith("https://")


PARTS = web.AppKey("parts", Parts)
