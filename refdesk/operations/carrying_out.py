"""Carries an errand out: by the running server where there is one, else with the store itself."""

from __future__ import annotations

from collections.abc import Mapping

from refdesk.assembling_desk import assemble_desk
from refdesk.assembling_people import assemble_people, chores_of
from refdesk.bus.local import LocalBus
from refdesk.clock import clock
from refdesk.ids import new_id
from refdesk.knowledge.learned_entries import LearnedEntries
from refdesk.knowledge.shelf import Shelf
from refdesk.operations.courses import Course
from refdesk.operations.data_folder import make_data_folder
from refdesk.operations.errands import run
from refdesk.operations.facts import facts_over, take_file
from refdesk.operations.office import Answer, Office
from refdesk.operations.window import SOCKET, ask
from refdesk.settings import Settings
from refdesk.store.opening import Store, open_store


async def carry_out(
    settings: Settings, name: str, wanted: Mapping[str, object], course: Course | None = None
) -> Answer:
    """Give the errand's answer, its course told meanwhile; raises what `open_store` raises."""
    answer = await ask(settings.data_dir / SOCKET, name, wanted, course)
    if answer is not None:
        return answer
    make_data_folder(settings)
    store = await open_store(settings.database_url, clock=clock)
    try:
        office = office_of(settings, store)
        await take_file(settings, office.facts, clock)
        return await run(office, name, wanted, course)
    finally:
        await store.close()


def office_of(settings: Settings, store: Store) -> Office:
    """Put together what errands work with, as the server does: the same functions do the work."""
    facts = facts_over(store.facts)
    # As the server has it: an index says only what state it was built to, not by whom.
    learned = LearnedEntries(store.entries, store.lessons)
    shelf = Shelf(learned, settings.data_dir / "index", facts.current, reread=facts.reread)
    desk = assemble_desk(settings, store, LocalBus(new_id()), shelf)
    people = assemble_people(settings, store, desk.sealer)
    return Office(
        people.accounts,
        people.parts.links,
        store.staff,
        store.entries,
        shelf.refresh,
        facts,
        chores_of(settings, desk, people),
        clock,
    )
