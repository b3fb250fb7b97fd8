"""The server's parts, made from settings, put together over an open store."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from zoneinfo import ZoneInfo

from aiohttp import web

from kb import full_text
from refdesk.assembling_desk import Desk, assemble_desk, node_tasks
from refdesk.assembling_people import People, assemble_people, chores_of
from refdesk.bus.calls import Bus
from refdesk.clock import clock
from refdesk.desk.escalating import Escalation
from refdesk.desk.follow_up import FollowUp
from refdesk.desk.transcript_search import TranscriptSearch
from refdesk.desk.turn import Turns
from refdesk.domain.conversation import Conversation
from refdesk.domain.crisis import help_at
from refdesk.domain.events import Recorded
from refdesk.ids import new_id
from refdesk.knowledge.entry_use import EntryUse
from refdesk.knowledge.facts import Facts
from refdesk.knowledge.gaps import Gaps
from refdesk.knowledge.learned_entries import LearnedEntries
from refdesk.knowledge.shelf import Shelf
from refdesk.knowledge.teaching import TOGETHER
from refdesk.operations.bot_watch import BotWatch
from refdesk.operations.calling_for_help import ways_of
from refdesk.operations.desk_values import ping_every, proxies, rates
from refdesk.operations.editor_making import make_editor
from refdesk.operations.examination import Examination
from refdesk.operations.facts import facts_over
from refdesk.operations.keys import key
from refdesk.operations.office import Office
from refdesk.operations.page_votes import reader_of, votes_over
from refdesk.operations.reserve import reserve_held
from refdesk.people.authority import authorise
from refdesk.privacy.retention import Retention
from refdesk.privacy.sealed_keeping import SealedKeeping
from refdesk.settings import Settings
from refdesk.store.opening import Store
from refdesk.telemetry import Metrics
from refdesk.web import checks
from refdesk.web.addresses import address_key, sender_of
from refdesk.web.application import build as build_web
from refdesk.web.assets import Assets, load_assets
from refdesk.web.desk_parts import DeskParts
from refdesk.web.entry_texts import lookup_in
from refdesk.web.hooks import HookRelay
from refdesk.web.limiting import Limiter
from refdesk.web.parts import Parts
from refdesk.web.socket import Sockets
from refdesk.web.wire import Lookup

Task = Coroutine[object, object, None]


@dataclass(frozen=True, slots=True)
class Made:
    """What has been put together; `tasks` are still to be run."""

    application: web.Application
    sockets: Sockets
    turns: Turns
    shelf: Shelf
    keeping: SealedKeeping
    retention: Retention
    office: Office
    metrics: Metrics
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What only the running process knows: addresses, secrets for others, its bus, its bot."""

    origins: tuple[str, ...]
    channel_secret: str
    first_run: str
    sample_url: str
    bus: Bus
    watch: BotWatch


@dataclass(frozen=True, slots=True)
class _Knowledge:
    shelf: Shelf
    facts: Facts
    uses: EntryUse


def assemble(settings: Settings, store: Store, around: Surroundings) -> Made:
    """Put everything together; raises SettingsProblem naming the wrong setting."""
    metrics = Metrics()
    facts = facts_over(store.facts)
    learned = LearnedEntries(store.entries, store.lessons)
    shelf = Shelf(
        learned,
        settings.data_dir / "index",
        facts.current,
        metrics.suggesting.observe,
        facts.reread,
        dense=settings.kb_dense,
        standing=learned.standing,
    )
    desk = assemble_desk(settings, store, around.bus, shelf)
    people = assemble_people(
        settings, store, desk.sealer, first_run=around.first_run, dismiss=desk.assignment.dismiss
    )
    desk.hub.react(partial(_count, metrics))
    zone = ZoneInfo(settings.timezone)
    uses = EntryUse(store.entry_use, lambda: clock().astimezone(zone).date())
    desk.hub.attend(uses)
    teaching = FollowUp(desk.teaching, at_once=TOGETHER)
    desk.hub.attend(teaching)
    wired = _wired(settings, store, around, desk, people, lookup_in(shelf), metrics)
    sockets = Sockets(wired)
    announcing = people.webhooks.announcing
    desk.hub.attend(announcing)
    parts = _parts(
        settings, store, around, desk, people, _Knowledge(shelf, facts, uses), wired, sockets
    )
    chores = chores_of(settings, desk, people)
    office = Office(
        people.accounts,
        people.parts.links,
        store.staff,
        store.entries,
        shelf.refresh,
        facts,
        chores,
        clock,
    )
    tasks: tuple[Task, ...]
    tasks = (desk.assignment.run(), desk.suggesting.run(), desk.watching.run(), sockets.run())
    tasks += (desk.indexing.run(), desk.scrubbing.run(), desk.pausing.run())
    tasks += (teaching.run(), Gaps(store.gaps, shelf, clock).run())
    tasks += (votes_over(store, zone).run(), uses.run())
    tasks += (people.webhooks.announcing.run(), people.webhooks.delivering.run())
    tasks += node_tasks(desk, store, around.bus)
    return Made(
        build_web(parts),
        sockets,
        desk.turns,
        shelf,
        desk.keeping,
        desk.retention,
        office,
        metrics,
        tasks,
    )


def _wired(
    settings: Settings,
    store: Store,
    around: Surroundings,
    desk: Desk,
    people: People,
    lookup: Lookup,
    metrics: Metrics,
) -> DeskParts:
    return DeskParts(
        build=build_name(),
        origins=around.origins,
        clock=clock,
        hub=desk.hub,
        turns=desk.turns,
        log=store.log,
        lists=store.lists,
        marks=store.marks,
        roster=store.duty,
        presence=desk.presence,
        authorise=authorise,
        open=desk.reception.open,
        return_code=desk.reception.return_code,
        set_duty=desk.assignment.set_duty,
        suggest_again=desk.suggesting.again,
        whoever=people.whoever,
        lookup=lookup,
        watching=desk.watching,
        channels=desk.channels,
        own_data=desk.care.own_data,
        given=desk.requests.given,
        consents=desk.care.consents,
        own_desks=store.own_desks.of,
        audit=store.staff.audit,
        hooks=HookRelay(),
        channel_secret=around.channel_secret,
        new_id=new_id,
        fingerprint_key=key(settings.data_dir, "fingerprints"),
        limiter=Limiter(),
        rates=rates(settings),
        ping_every=ping_every(settings),
        crisis=partial(help_at, settings.crisis),
        escalation=Escalation(ways_of(settings, around.origins[0])),
        child_desks=frozenset(settings.child_desks),
        metrics=metrics,
        address_key=partial(address_key, trusted=proxies(settings)),
        sender_of=partial(sender_of, trusted=proxies(settings)),
    )


def _parts(
    settings: Settings,
    store: Store,
    around: Surroundings,
    desk: Desk,
    people: People,
    knowledge: _Knowledge,
    wired: DeskParts,
    sockets: Sockets,
) -> Parts:
    shelf, zone = knowledge.shelf, ZoneInfo(settings.timezone)
    return Parts(
        desk=wired,
        library_name=settings.library_name,
        zone=zone,
        sites=settings.sites,
        assets=_assets(),
        states=desk.states,
        redeem=desk.reception.redeem,
        signing_in=people.signing_in,
        accounts=people.accounts,
        people=people.parts,
        webhooks=people.webhooks.care,
        shelf=shelf,
        editor=make_editor(store, shelf, knowledge.facts, zone, clock),
        transcripts=store.transcripts,
        gaps=Gaps(store.gaps, shelf, clock),
        votes=votes_over(store, zone),
        uses=knowledge.uses,
        reader=reader_of(settings),
        search=TranscriptSearch(store.transcripts, full_text, desk.indexing),
        audit=store.staff.audit,
        audit_log=store.audit,
        own_desks=store.own_desks,
        checks=_checks(settings, store, shelf, wired.hooks, around.watch),
        revealing=desk.revealing,
        requests=desk.requests,
        answering=desk.care.answering,
        shared_minutes=settings.shared_minutes,
        sockets=sockets.handlers(),
        examine=Examination(settings),
        sample_url=around.sample_url,
    )


def _checks(
    settings: Settings, store: Store, shelf: Shelf, hooks: HookRelay, watch: BotWatch
) -> dict[str, checks.Check]:
    found = {
        "store": checks.store_check(store.lists, store.installation.answer_for_writes),
        "index": checks.index_check(lambda: shelf.ready),
        "disk": checks.disk_check(settings.data_dir, reserve_held(settings)),
    }
    if settings.telegram_token.get_secret_value() or settings.channels == "outside":
        found["channel"] = checks.channel_check(hooks.connected)
    if watch.wanted:
        found["messages"] = checks.receiving_check(watch.receives)
    return found


@cache
def _assets() -> Assets:
    return load_assets(files("widgets") / "dist")


def build_name() -> str:
    """Name this build: the version, and a digest of the front end that pages were loaded with."""
    names = ",".join(sorted(_assets().names.values()))
    return f"{version('refdesk')}+{sha256(names.encode()).hexdigest()[:8]}"


def _count(metrics: Metrics, _: Conversation, recorded: tuple[Recorded, ...]) -> None:
    for one in recorded:
        metrics.events.one_more(one.event.kind)
