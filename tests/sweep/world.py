"""The world of the sweep: objects of everybody, actors with what they prove themselves by."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from kb.entries import State
from refdesk.desk.announcing_ports import Announcement
from refdesk.domain.actors import Actor, Party, StaffRole
from refdesk.domain.announcements import Announced
from refdesk.domain.commands import Open
from refdesk.errors import ForbiddenOrAbsent
from refdesk.people.api_tokens import Scope
from refdesk.people.ports import SignIn, StaffRow
from refdesk.people.secrets import new_token, token_hash
from refdesk.privacy.request_ports import Kind
from refdesk.web.assets import load_assets
from refdesk.web.reading import patron
from tests.web.site import HISTORY, INTERNAL, RENEW, Setting, Site, open_site

HOUR: Final = timedelta(hours=1)
RETIRED = replace(HISTORY, id="usang", state=State.RETIRED, related=())
ALL_ROLES = frozenset(StaffRole)


@dataclass
class World:
    """Objects by name: own, foreign, deleted, absent."""

    site: Site
    token: str = field(default_factory=new_token)  # the patron's
    spare_token: str = field(default_factory=new_token)
    program: str = ""  # an API token of somebody with every role, for every scope
    talks: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    webhooks: dict[str, str] = field(default_factory=dict)
    announcements: dict[str, str] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)
    staff: dict[str, str] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=lambda: {"own": 1})
    entries: dict[str, str] = field(
        default_factory=lambda: {
            "own": RENEW.id,
            "foreign": INTERNAL.id,
            "deleted": RETIRED.id,
            "absent": "tidak-ada",
        }
    )
    sign_ins: dict[str, str] = field(default_factory=dict)  # those of the actor who asks
    tokens: dict[str, str] = field(default_factory=dict)
    spare_webhook: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    fences: dict[str, int] = field(default_factory=dict)  # of a channel

    def sign_in_of(self, name: str) -> str:
        """Give the id of a sign-in; who has no account has none of their own."""
        return self.sign_ins.get(name, "none")

    def token_of(self, name: str) -> str:
        """Give the id of an API token, as `sign_in_of`."""
        return self.tokens.get(name, "none")

    def webhook_to_remove(self, name: str) -> str:
        """Give a webhook that nobody misses."""
        return self.spare_webhook if name == "own" else self.webhooks[name]

    async def ask(self, token: str) -> str:
        """Let a patron ask; give the conversation."""
        command = Open("ada buku resep? NIK 6474011203900001", "web", "id", name="Ani")
        receipt = await self.site.parts.desk.open(
            patron(token), command, cid=secrets.token_hex(16), fingerprint=b""
        )
        return receipt.conversation

    async def account(self, name: str, roles: frozenset[StaffRole]) -> Actor:
        """Make an account that no password opens; give who it is."""
        row = StaffRow(f"s-{name}", name, name.capitalize(), "", roles)
        await self.site.store.staff.add(row)
        return Actor(Party.STAFF, row.id, row.name, roles=roles)

    async def sign_in(self, staff: str) -> tuple[str, SignIn]:
        """Sign an account in; give the cookie and the sign-in."""
        cookie, now = new_token(), self.site.behind.now
        made = SignIn(token_hash(cookie), staff, "csrf", now, now + 12 * HOUR, now)
        await self.site.store.staff.keep_sign_in(made)
        return cookie, made

    async def cookie(self, staff: str) -> str:
        """Give a cookie of an account: the one from before, unless it was signed out with it."""
        cookie, store = self.cookies.get(staff, ""), self.site.store.staff
        row = await store.by_id(staff)
        if row is None or row.disabled:
            return cookie
        if not cookie or await store.sign_in(token_hash(cookie), self.site.behind.now) is None:
            cookie, _ = await self.sign_in(staff)
            self.cookies[staff] = cookie
        return cookie

    async def before(self, staff: str) -> None:
        """Make what an actor may undo: a second sign-in and a token of theirs and of another's."""
        tokens = self.site.parts.people.tokens
        _, mine = await self.sign_in(staff)
        self.sign_ins["own"] = mine.id
        for whose, owner in (("own", staff), ("another's", self.staff["own"])):
            with suppress(ForbiddenOrAbsent):  # a disabled account gets none
                made, _ = await tokens.make(owner, "sapu", frozenset({Scope.KB_READ}), 1)
                self.tokens[whose] = made.id

    async def after(self, staff: str) -> None:
        """Take away what was left, so that nothing is too many."""
        tokens = self.site.parts.people.tokens
        for owner in (staff, self.staff["own"]):
            for one in await tokens.of(owner):
                await tokens.revoke(owner, one.id, by=owner)


@asynccontextmanager
async def open_world(folder: Path) -> AsyncIterator[World]:
    """Open a site with all that the sweep asks for."""
    entries = (RENEW, HISTORY, INTERNAL, RETIRED)
    dist = folder / "dist"
    dist.mkdir()
    (dist / "manifest.json").write_text('{"widget.js": "widget.js"}')
    (dist / "widget.js").write_text("void 0;")
    async with open_site(folder, Setting(entries=entries, assets=load_assets(dist))) as site:
        world = World(site)
        await _talks(world)
        await _people(world)
        await _webhooks(world)
        yield world


async def _talks(world: World) -> None:
    site, other = world.site, new_token()
    own = await world.ask(world.token)
    foreign = await world.ask(other)
    gone = new_token()
    deleted = await world.ask(gone)
    world.talks = {"own": own, "foreign": foreign, "deleted": deleted, "absent": "c-none"}
    code, _ = await site.parts.desk.return_code(patron(world.token), own)
    used, _ = await site.parts.desk.return_code(patron(other), foreign)
    lost, _ = await site.parts.desk.return_code(patron(gone), deleted)
    await site.parts.redeem(used, patron(other).id, "elsewhere")
    await site.parts.requests.erase(patron(gone))
    world.codes = {"own": code, "foreign": used, "deleted": lost, "absent": "AAAAABBBBB"}


async def _people(world: World) -> None:
    site = world.site
    owner = await world.account("owner", ALL_ROLES)
    await world.account("spare", frozenset({StaffRole.LIBRARIAN}))
    tokens = site.parts.people.tokens
    _, world.program = await tokens.make(owner.id, "semua", frozenset(Scope), 1)
    foreign, _ = await tokens.make(owner.id, "lain", frozenset({Scope.KB_READ}), 1)
    gone, _ = await tokens.make(owner.id, "dicabut", frozenset({Scope.KB_READ}), 1)
    await tokens.revoke(owner.id, gone.id, by=owner.id)
    world.tokens = {"foreign": foreign.id, "deleted": gone.id, "absent": "t0"}
    _, others = await world.sign_in(owner.id)
    _, over = await world.sign_in(owner.id)
    await site.store.staff.end_sign_in(over.token_hash)
    world.sign_ins = {"foreign": others.id, "deleted": over.id, "absent": "0" * 16}
    world.staff = {"own": "s-spare", "absent": "s-none"}
    request = await site.parts.answering.register(owner, Kind.ACCESS, world.talks["own"], "surat")
    world.receipts = {"own": request.id, "absent": "r0"}


async def _webhooks(world: World) -> None:
    site, kinds = world.site, frozenset({Announced.RATED})
    webhooks = site.parts.webhooks
    made = [
        (await webhooks.add(f"https://perpus.example/{n}", kinds, by="test"))[0].id
        for n in range(4)
    ]
    own, foreign, deleted, world.spare_webhook = made
    world.webhooks = {"own": own, "foreign": foreign, "deleted": deleted, "absent": "w0"}
    rows = [
        Announcement(f"msg_{to}", to, Announced.RATED, "c1", "{}", site.behind.now)
        for to in (own, foreign, deleted)
    ]
    await site.store.webhooks.announce(rows)
    await webhooks.remove(deleted, by="test")
    names = {"own": own, "foreign": foreign, "deleted": deleted, "absent": "none"}
    world.announcements = {name: f"msg_{to}" for name, to in names.items()}
