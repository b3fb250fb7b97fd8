"""The desk, made from settings over an open store: turns, routing, suggesting, channels."""

from __future__ import annotations

import secrets
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta

from kb import full_text
from refdesk.bus.calls import Bus
from refdesk.clock import clock
from refdesk.desk.assignment import Assignment
from refdesk.desk.catching_up import CatchingUp
from refdesk.desk.channels import Channels
from refdesk.desk.deciding import Deciding
from refdesk.desk.hub import Hub
from refdesk.desk.intake import Intake
from refdesk.desk.neighbours import Neighbours
from refdesk.desk.orders import Rules
from refdesk.desk.pausing import Pausing
from refdesk.desk.presence import Presence
from refdesk.desk.reception import Reception, Welcome
from refdesk.desk.sharing import Sharing
from refdesk.desk.situations import Situations
from refdesk.desk.staffing import Staffing
from refdesk.desk.suggesting import Suggesting
from refdesk.desk.transcript_indexing import TranscriptIndexing
from refdesk.desk.turn import Turns
from refdesk.ids import new_id
from refdesk.knowledge.shelf import Shelf
from refdesk.knowledge.teaching import Teaching
from refdesk.operations.care_values import (
    Care,
    answering,
    consents,
    leaving_nothing,
    own_data,
    staff_id_in,
)
from refdesk.operations.desk_values import calendar, patience
from refdesk.operations.keys import key
from refdesk.operations.privacy_values import (
    cleansing,
    members_of,
    requests,
    revealing,
    sealer,
    times,
)
from refdesk.people.authority import authorise
from refdesk.privacy.consents import learning_from
from refdesk.privacy.requests import Requests
from refdesk.privacy.retention import Retention
from refdesk.privacy.revealing import Revealing
from refdesk.privacy.scrubbing import Scrubbing
from refdesk.privacy.sealed_keeping import SealedKeeping
from refdesk.privacy.sealing import Sealer
from refdesk.settings import Settings
from refdesk.store.opening import Store
from refdesk.web.danger import Hints
from refdesk.web.desk_state import DeskStates
from refdesk.web.list_states import ListSource
from refdesk.web.watching import Watching

Task = Coroutine[object, object, None]


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases of the desk."""

    hub: Hub
    turns: Turns
    presence: Presence
    assignment: Assignment
    suggesting: Suggesting
    reception: Reception
    channels: Channels
    states: DeskStates
    watching: Watching
    indexing: TranscriptIndexing
    revealing: Revealing
    keeping: SealedKeeping
    retention: Retention
    requests: Requests
    scrubbing: Scrubbing
    sealer: Sealer
    care: Care
    teaching: Teaching
    pausing: Pausing


def assemble_desk(settings: Settings, store: Store, bus: Bus, shelf: Shelf) -> Desk:
    """Put the desk together and let its parts hear each other; raises SettingsProblem."""
    sealed_by = sealer(settings)
    hub = Hub(bus.ring if store.shared else None)
    limits, hours = patience(settings), calendar(settings)
    presence = Presence(clock(), limits, Neighbours() if store.shared else None)
    staffing = Staffing(store.duty, store.lists, presence)
    situations = Situations(staffing, hours, limits)
    rules = Rules(authorise, store.lists.may_follow, cleansing(settings, sealed_by))
    turns = _turns(store, situations, hub, rules)
    lasts = timedelta(minutes=settings.abuse_minutes)
    pausing = Pausing(store.lists.ended_as_abuse, clock, lasts)
    reception = _reception(settings, store, turns, pausing)
    scrubbing = Scrubbing(store.expiring.scrub)
    asked = requests(store, turns, scrubbing.ask, clock, new_id)
    threads = key(settings.data_dir, "threads")
    intake = Intake(turns, reception, store.lists, store.channels, threads, asked.erased)
    states = DeskStates(staffing, store.lists, hours, clock)
    indexing = TranscriptIndexing(store.transcript_index, full_text)

    async def relearn(conversations: Sequence[str]) -> None:
        await teaching.do(conversations)

    agreed = consents(settings, store, clock, relearn)
    children = frozenset(settings.child_desks)
    may_learn = learning_from(agreed, children)
    teaching = Teaching(store.lessons, store.gaps, shelf, new_id, may_learn)
    desk = Desk(
        hub,
        turns,
        presence,
        Assignment(turns, store.lists, store.duty, presence, situations, hub, clock),
        Suggesting(turns, store.log, shelf, hub),
        reception,
        Channels(store.channels, intake, clock),
        states,
        Watching(hub, ListSource(store.lists, staffing, states, clock, Hints(children))),
        indexing,
        revealing(store, turns, sealed_by, authorise, clock),
        SealedKeeping(store.sealed, sealed_by),
        Retention(store.expiring, turns.take, times(settings), children, scrub=scrubbing.now),
        asked,
        scrubbing,
        sealed_by,
        Care(
            answering(store, turns, scrubbing.ask, clock, new_id, members_of(settings)),
            agreed,
            own_data(settings, store, sealed_by, clock),
            leaving_nothing(indexing, teaching, shelf, scrubbing),
            store.exposure,
            staff_id_in(store),
            store.own_desks,
        ),
        teaching,
        pausing,
    )
    _let_hear(desk, hub)
    return desk


def _let_hear(desk: Desk, hub: Hub) -> None:
    for part in (desk.pausing, desk.assignment, desk.suggesting, desk.indexing):
        hub.attend(part)
    hub.react(desk.channels.react)
    hub.react_to_moves(desk.suggesting.moved)


def node_tasks(desk: Desk, store: Store, bus: Bus) -> tuple[Task, ...]:
    """Give the tasks of one node among several; a database of our own needs none."""
    if not store.shared:
        return ()
    catching_up = CatchingUp(desk.turns, desk.hub, store.tips, store.lists)
    sharing = Sharing(desk.presence, bus, clock)
    return (bus.listen(catching_up.rung), catching_up.run(), sharing.run())


def _turns(store: Store, situations: Situations, hub: Hub, rules: Rules) -> Turns:
    tips = store.tips if store.shared else None
    return Turns(
        Deciding(store.log, situations, hub, rules=rules, clock=clock, new_id=new_id, tips=tips)
    )


def _reception(settings: Settings, store: Store, turns: Turns, pausing: Pausing) -> Reception:
    return Reception(
        turns,
        store.lists,
        store.codes,
        clock,
        secrets.token_bytes,
        key(settings.data_dir, "codes"),
        timedelta(days=settings.return_code_days),
        Welcome(frozenset(settings.child_desks), pausing.pauses),
    )
