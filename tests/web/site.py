"""A whole site for the tests: the real application over a real SQLite store."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from aiohttp import web

from kb import full_text
from kb.entries import Audience, Entry, Kind, Lang, Source
from refdesk.desk.assignment import Assignment
from refdesk.desk.calendar import ServiceCalendar
from refdesk.desk.channels import Channels
from refdesk.desk.deciding import Deciding
from refdesk.desk.hub import Hub
from refdesk.desk.intake import Intake
from refdesk.desk.orders import Rules
from refdesk.desk.presence import Presence
from refdesk.desk.reception import Reception
from refdesk.desk.situations import Situations
from refdesk.desk.staffing import Staffing
from refdesk.desk.transcript_indexing import TranscriptIndexing
from refdesk.desk.transcript_search import TranscriptSearch
from refdesk.desk.turn import Turns
from refdesk.domain.actors import Actor, StaffRole
from refdesk.domain.crisis import help_at
from refdesk.domain.hours import Timetable
from refdesk.domain.redaction import Policy
from refdesk.domain.timetables import read_week
from refdesk.knowledge.entry_use import EntryUse
from refdesk.knowledge.facts import Facts
from refdesk.knowledge.gaps import Gaps
from refdesk.knowledge.page_votes import PageVotes
from refdesk.knowledge.shelf import Shelf
from refdesk.operations.editor_making import make_editor
from refdesk.operations.facts import facts_over
from refdesk.operations.privacy_values import requests, revealing
from refdesk.operations.telephones import is_telephone
from refdesk.people.authority import authorise
from refdesk.people.signing_in import Terms
from refdesk.privacy.cleansing import Cleansing
from refdesk.privacy.sealing import Sealer
from refdesk.store.opening import Store, open_store
from refdesk.telemetry import Metrics
from refdesk.web.addresses import address_key, networks, reader_mark, sender_of
from refdesk.web.application import build
from refdesk.web.assets import Assets, load_assets
from refdesk.web.checks import disk_check, index_check, store_check
from refdesk.web.desk_parts import DeskParts
from refdesk.web.desk_state import DeskStates
from refdesk.web.entry_texts import lookup_in
from refdesk.web.hooks import HookRelay
from refdesk.web.limiting import Limiter
from refdesk.web.list_states import ListSource
from refdesk.web.parts import Parts
from refdesk.web.socket import Sockets
from refdesk.web.watching import Watching
from tests.databases import new_database
from tests.web.caring import CRISIS, LIBRARY, ZONE, Mailbox, care_of
from tests.web.staffroom import TERMS, open_staffroom

MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 09.00 in Jakarta
ORIGIN = "http://desk.test"
PASSWORD = "kucing tidur di rak"

RENEW = Entry(
    id="perpanjang",
    lang=Lang.INDONESIAN,
    kind=Kind.FAQ,
    title="Bagaimana memperpanjang buku?",
    answer="Datang ke **meja** sirkulasi & bawa kartu.",
    topics=("peminjaman",),
    related=("sejarah",),
)
RENEW_EN = Entry(
    id="perpanjang",
    lang=Lang.ENGLISH,
    kind=Kind.FAQ,
    title="How do I renew a book?",
    answer="Come to the circulation desk.",
    topics=("peminjaman",),
)
HISTORY = Entry(
    id="sejarah",
    lang=Lang.INDONESIAN,
    kind=Kind.PATHFINDER,
    title="Panduan sejarah kota",
    answer="Mulai dari satu pertanyaan.",
    topics=("panduan",),
    scope="Dari buku sampai arsip.",
    sources=(Source(title="Sejarah Indonesia", call_number="959.8"),),
)
INTERNAL = Entry(
    id="kunci",
    lang=Lang.INDONESIAN,
    kind=Kind.FAQ,
    title="Di mana kunci gudang buku?",
    answer="Di laci kepala layanan.",
    audience=Audience.STAFF,
)


def new_id() -> str:
    """Give a random id."""
    return secrets.token_hex(8)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What differs between the sites of tests."""

    entries: Sequence[Entry] = (RENEW, RENEW_EN, HISTORY, INTERNAL)
    origins: tuple[str, ...] = (ORIGIN,)
    assets: Assets | None = None
    sample_url: str = ""
    proxies: tuple[str, ...] = ()
    terms: Terms = TERMS


@dataclass
class Behind:
    """The use cases behind a site; the clock stands until a test moves `now`."""

    store: Store
    shelf: Shelf
    facts: Facts
    now: datetime = MORNING
    terms: Terms = TERMS

    def __post_init__(self) -> None:
        """Put the desk and its people together."""
        store = self.store
        self.mailbox = Mailbox()
        self.hub, self.presence = Hub(), Presence(MORNING - timedelta(hours=1))
        self.staffing = Staffing(store.duty, store.lists, self.presence)
        week = read_week(dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-16:00"))
        calendar = ServiceCalendar(Timetable(ZONE, week), lambda _: None)
        situations = Situations(self.staffing, calendar)
        sealer = Sealer([bytes(32)], os.urandom)
        cleanse = Cleansing(lambda _: Policy(), is_telephone, sealer)
        rules = Rules(authorise, store.lists.may_follow, cleanse)
        deciding = Deciding(
            store.log, situations, self.hub, rules=rules, clock=self.clock, new_id=new_id
        )
        self.turns = Turns(deciding)
        self.revealing = revealing(store, self.turns, sealer, authorise, self.clock)
        self.indexing = TranscriptIndexing(store.transcript_index, full_text)
        self.care, self.teaching = care_of(
            store, self.turns, self.shelf, self.indexing, sealer, self.clock
        )
        self.requests = requests(store, self.turns, lambda: None, self.clock, new_id)
        self.reception = Reception(
            self.turns, store.lists, store.codes, self.clock, os.urandom, b"k" * 32
        )
        self.assignment = Assignment(
            self.turns, store.lists, store.duty, self.presence, situations, self.hub, self.clock
        )
        self.states = DeskStates(self.staffing, store.lists, calendar, self.clock)
        self.people = open_staffroom(store, sealer, self.clock, self.assignment.dismiss, self.terms)
        self.signing_in = self.people.signing_in

    def clock(self) -> datetime:
        """Give the site's time."""
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        """Let time go by."""
        self.now += timedelta(seconds=seconds)

    async def whoever(self, token: str) -> Actor:
        """Give who a cookie belongs to."""
        return (await self.signing_in.whoever_works(token)).actor

    def desk(self, setting: Setting) -> DeskParts:
        """Give what the sockets need."""
        store = self.store
        intake = Intake(self.turns, self.reception, store.lists, store.channels, b"i" * 32)
        source = ListSource(store.lists, self.staffing, self.states, self.clock)
        return DeskParts(
            build="test",
            origins=setting.origins,
            clock=self.clock,
            hub=self.hub,
            turns=self.turns,
            log=store.log,
            lists=store.lists,
            marks=store.marks,
            roster=store.duty,
            presence=self.presence,
            authorise=authorise,
            open=self.reception.open,
            return_code=self.reception.return_code,
            set_duty=self.assignment.set_duty,
            suggest_again=lambda _: None,
            whoever=self.whoever,
            lookup=lookup_in(self.shelf),
            watching=Watching(self.hub, source),
            channels=Channels(store.channels, intake, self.clock),
            crisis=partial(help_at, CRISIS),
            escalation=self.mailbox.escalation,
            child_desks=frozenset({"anak"}),
            own_data=self.care.own_data,
            given=self.requests.given,
            consents=self.care.consents,
            own_desks=store.own_desks.of,
            audit=store.staff.audit,
            hooks=HookRelay(),
            channel_secret="channel-secret",
            new_id=new_id,
            fingerprint_key=b"f" * 32,
            limiter=Limiter(),
            metrics=Metrics(),
            address_key=lambda request: address_key(request, networks(setting.proxies)),
            sender_of=lambda request: sender_of(request, networks(setting.proxies)),
        )


@dataclass
class Site:
    """The application with what a test may want to reach behind it."""

    app: web.Application
    parts: Parts
    store: Store
    behind: Behind

    async def staff(self, login: str, *roles: StaffRole) -> None:
        """Make an account whose password is `PASSWORD`."""
        given = frozenset(roles or (StaffRole.LIBRARIAN,))
        await self.parts.accounts.add(login, login.capitalize(), PASSWORD, given, by="test")


@asynccontextmanager
async def open_site(folder: Path, setting: Setting | None = None) -> AsyncIterator[Site]:
    """Open a site whose data lies in `folder`."""
    setting = setting or Setting()
    store = await open_store(await new_database("sqlite", folder), clock=lambda: MORNING)
    try:
        await store.entries.replace_all(list(setting.entries), MORNING, "test")
        facts = facts_over(store.facts)
        shelf = Shelf(store.entries, folder / "index", facts.current, reread=facts.reread)
        await shelf.refresh()
        behind = Behind(store, shelf, facts, terms=setting.terms)
        parts = _parts(folder, behind, setting)
        yield Site(build(parts), parts, store, behind)
        await behind.turns.close()
    finally:
        await store.close()


def _parts(folder: Path, behind: Behind, setting: Setting) -> Parts:
    store, shelf, desk = behind.store, behind.shelf, behind.desk(setting)
    return Parts(
        desk=desk,
        library_name=LIBRARY,
        zone=ZONE,
        sites=("https://perpus.example",),
        assets=setting.assets or load_assets(folder / "dist"),
        states=behind.states,
        redeem=behind.reception.redeem,
        signing_in=behind.signing_in,
        accounts=behind.people.accounts,
        people=behind.people.parts,
        webhooks=behind.people.webhooks,
        shelf=shelf,
        editor=make_editor(store, shelf, behind.facts, ZONE, behind.clock),
        gaps=Gaps(store.gaps, shelf, behind.clock),
        votes=PageVotes(store.page_votes, lambda: behind.clock().date()),
        uses=EntryUse(store.entry_use, lambda: behind.clock().date()),
        reader=lambda request, entry: reader_mark(request, entry, (), b"r" * 32),
        transcripts=store.transcripts,
        search=TranscriptSearch(
            store.transcripts,
            full_text,
            behind.indexing,
        ),
        revealing=behind.revealing,
        requests=behind.requests,
        answering=behind.care.answering,
        audit=store.staff.audit,
        audit_log=store.audit,
        own_desks=store.own_desks,
        checks={
            "store": store_check(store.lists, store.installation.answer_for_writes),
            "index": index_check(lambda: shelf.ready),
            "disk": disk_check(folder),
        },
        sockets=Sockets(desk).handlers(),
        sample_url=setting.sample_url,
    )
