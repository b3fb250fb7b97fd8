"""A whole site for the tests: the real application over a real SQLite store."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from kb.entries import Audience, Entry, Kind, Lang, Source
from refdesk.desk.assignment import Assignment
from refdesk.desk.calendar import ServiceCalendar
from refdesk.desk.channels import Channels
from refdesk.desk.hub import Hub
from refdesk.desk.intake import Intake
from refdesk.desk.presence import Presence
from refdesk.desk.reception import Reception
from refdesk.desk.situations import Situations
from refdesk.desk.staffing import Staffing
from refdesk.desk.turn import Turns
from refdesk.domain.actors import Actor, StaffRole
from refdesk.domain.hours import Timetable
from refdesk.domain.timetables import read_week
from refdesk.knowledge.shelf import Shelf
from refdesk.people.accounts import Accounts
from refdesk.people.authority import authorise
from refdesk.people.secrets import Passwords
from refdesk.people.signing_in import SigningIn
from refdesk.store.opening import Store, open_store
from refdesk.telemetry import Metrics
from refdesk.web.addresses import address_key, networks
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

MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 09.00 in Jakarta
ZONE = ZoneInfo("Asia/Jakarta")
ORIGIN = "http://desk.test"
LIBRARY = "Perpustakaan Kota Uji"
PASSWORD = "kucing tidur di rak"
FIRST_RUN = "only-once"

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


@dataclass
class Site:
    """The application with what a test may want to reach behind it."""

    app: web.Application
    parts: Parts
    store: Store
    assignment: Assignment
    now: datetime = MORNING

    async def staff(self, login: str, *roles: StaffRole) -> None:
        """Make an account whose password is `PASSWORD`."""
        given = frozenset(roles or (StaffRole.LIBRARIAN,))
        await self.parts.accounts.add(login, login.capitalize(), PASSWORD, given, by="test")


def new_id() -> str:
    """Give a random id."""
    return secrets.token_hex(8)


@asynccontextmanager
async def open_site(
    folder: Path,
    *,
    entries: Sequence[Entry] = (RENEW, RENEW_EN, HISTORY, INTERNAL),
    origins: tuple[str, ...] = (ORIGIN,),
    sites: tuple[str, ...] = ("https://perpus.example",),
    assets: Assets | None = None,
    sample_url: str = "",
    proxies: tuple[str, ...] = (),
) -> AsyncIterator[Site]:
    """Open a site whose data lies in `folder`; its clock stands until a test moves it."""
    site: Site

    def clock() -> datetime:
        return site.now

    store = await open_store(f"sqlite:///{folder / 'refdesk.db'}", clock=lambda: MORNING)
    try:
        await store.entries.replace_all(list(entries), MORNING, "test")
        shelf = Shelf(store.entries, folder / "index", dict)
        await shelf.refresh()
        hub, presence = Hub(), Presence(MORNING - timedelta(hours=1))
        staffing = Staffing(store.duty, store.lists, presence)
        week = read_week(dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-16:00"))
        calendar = ServiceCalendar(Timetable(ZONE, week), lambda _: None)
        situations = Situations(staffing, calendar)
        turns = Turns(
            store.log,
            situations,
            hub,
            may_follow=store.lists.may_follow,
            authorise=authorise,
            clock=clock,
            new_id=new_id,
        )
        reception = Reception(turns, store.lists, store.codes, clock, os.urandom, b"k" * 32)
        intake = Intake(turns, reception, store.lists, store.channels, b"i" * 32)
        assignment = Assignment(turns, store.lists, store.duty, presence, situations, hub, clock)
        signing_in = SigningIn(store.staff, Passwords(), clock)
        states = DeskStates(staffing, store.lists, calendar, clock)

        async def whoever(token: str) -> Actor:
            return (await signing_in.whoever(token)).actor

        desk = DeskParts(
            build="test",
            origins=origins,
            clock=clock,
            hub=hub,
            turns=turns,
            log=store.log,
            lists=store.lists,
            marks=store.marks,
            roster=store.duty,
            presence=presence,
            authorise=authorise,
            open=reception.open,
            return_code=reception.return_code,
            set_duty=assignment.set_duty,
            suggest_again=lambda _: None,
            whoever=whoever,
            lookup=lookup_in(shelf),
            watching=Watching(hub, ListSource(store.lists, staffing, states, clock)),
            channels=Channels(store.channels, intake, clock),
            hooks=HookRelay(),
            channel_secret="channel-secret",
            new_id=new_id,
            fingerprint_key=b"f" * 32,
            limiter=Limiter(),
            metrics=Metrics(),
            address_key=lambda request: address_key(request, networks(proxies)),
        )
        parts = Parts(
            desk=desk,
            library_name=LIBRARY,
            zone=ZONE,
            sites=sites,
            assets=assets or load_assets(folder / "dist"),
            states=states,
            redeem=reception.redeem,
            signing_in=signing_in,
            accounts=Accounts(store.staff, Passwords(), clock, FIRST_RUN),
            shelf=shelf,
            transcripts=store.transcripts,
            audit=store.staff.audit,
            checks={
                "store": store_check(store.lists),
                "index": index_check(lambda: shelf.ready),
                "disk": disk_check(folder),
            },
            sockets=Sockets(desk).handlers(),
            sample_url=sample_url,
        )
        site = Site(build(parts), parts, store, assignment)
        yield site
        await turns.close()
    finally:
        await store.close()
