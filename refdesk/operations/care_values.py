"""Settings turned into the care of patrons: requests about their data, what they agree to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from refdesk.desk.ports import Clock, NewId
from refdesk.desk.transcript_indexing import TranscriptIndexing
from refdesk.desk.turn import Turns
from refdesk.domain.actors import Actor
from refdesk.domain.member_numbers import MemberNumbers
from refdesk.domain.redaction import Original, Policy, redact
from refdesk.errors import BadRequest
from refdesk.knowledge.shelf import Shelf
from refdesk.knowledge.teaching import Teaching
from refdesk.operations.telephones import is_telephone
from refdesk.people.audit_ports import OwnDesks
from refdesk.people.authority import authorise
from refdesk.people.ports import AuditRow
from refdesk.privacy.answering import Answering
from refdesk.privacy.breach_ports import Exposure
from refdesk.privacy.consents import Consents, Mode, Purpose
from refdesk.privacy.requests import PATRON
from refdesk.privacy.scrubbing import Scrubbing
from refdesk.privacy.sealing import Sealer
from refdesk.settings import Settings
from refdesk.store.opening import Store
from refdesk.web.desk_api import MAIN_DESK
from refdesk.web.own_data import OwnData

# What was derived from these conversations is derived anew, no byte of what they were is left; it
# gives "", or the key of what to say where bytes may be left for a while (`Scrubbing.now`).
LeaveNothing = Callable[[Sequence[str]], Awaitable[str]]


StaffId = Callable[[str], Awaitable[str]]  # of a login; raises BadRequest for none


def staff_id_in(store: Store) -> StaffId:
    """Give what finds the id of a login."""

    async def staff_id(login: str) -> str:
        row = await store.staff.by_login(login)
        if row is None:
            raise BadRequest("no_such_staff")
        return row.id

    return staff_id


@dataclass(frozen=True, slots=True)
class Care:
    """What a patron may ask of the library, and what they agree to."""

    answering: Answering
    consents: Consents
    own_data: OwnData
    leave_nothing: LeaveNothing
    exposure: Exposure
    staff_id: StaffId
    own_desks: OwnDesks


def answering(
    store: Store,
    turns: Turns,
    scrub: Callable[[], None],
    clock: Clock,
    new_id: NewId,
    members: MemberNumbers | None,
) -> Answering:
    """Give what staff answer requests with; what they write keeps no personal data of any kind."""

    async def noted(actor: str, action: str, target: str, detail: str) -> None:
        await store.staff.audit(AuditRow(clock(), actor, action, target, detail))

    def may(actor: Actor, verb: str) -> None:
        authorise(actor, verb)

    def clean(text: str) -> str:
        return redact(text, Policy(members=members), is_telephone).body

    return Answering(store.requests, turns.take, noted, scrub, clock, new_id, may, clean)


def consents(
    settings: Settings,
    store: Store,
    clock: Clock,
    relearn: Callable[[Sequence[str]], Awaitable[None]],
) -> Consents:
    """Give what patrons agree to; purposes that are off are not there."""
    said = {"evaluation": "notice", "learning": "notice", **settings.consent}
    # A child's guardian agrees first, to whatever it is.
    child = MAIN_DESK in settings.child_desks
    modes = {
        Purpose(name): Mode.ASK if child else Mode(how)
        for name, how in said.items()
        if how != "off"
    }

    async def noted(action: str, detail: str) -> None:
        await store.staff.audit(AuditRow(clock(), PATRON, action, "", detail))

    return Consents(store.consents, settings.notice_version, modes, noted, clock, relearn)


def own_data(settings: Settings, store: Store, sealed_by: Sealer, clock: Clock) -> OwnData:
    """Give what writes down all that is kept of a patron."""

    async def originals(conversation: str) -> list[tuple[int, Original]]:
        found = await store.sealed.of_conversation(conversation)
        return [(one.seq, sealed_by.open(conversation, one)) for one in found]

    return OwnData(settings.library_name, settings.zone, store.lists, store.log, originals, clock)


def leaving_nothing(
    indexing: TranscriptIndexing, teaching: Teaching, shelf: Shelf, scrubbing: Scrubbing
) -> LeaveNothing:
    """Give what follows an erasure where somebody waits for it."""

    async def leave_nothing(conversations: Sequence[str]) -> str:
        await indexing.now(conversations)
        await teaching.do(conversations)
        await shelf.refresh()
        await shelf.settle()
        return await scrubbing.now()

    return leave_nothing
