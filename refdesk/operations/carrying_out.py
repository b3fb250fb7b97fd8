"""Carries an errand out: by the running server where there is one, else with the store itself."""

from __future__ import annotations

from collections.abc import Mapping

from refdesk.clock import clock
from refdesk.operations.data_folder import make_data_folder
from refdesk.operations.errands import Answer, Office, ask, run
from refdesk.operations.facts import read_facts
from refdesk.people.accounts import Accounts
from refdesk.people.secrets import Passwords
from refdesk.settings import Settings
from refdesk.store.opening import open_store

SOCKET = "refdesk.sock"  # in data_dir


async def carry_out(settings: Settings, name: str, wanted: Mapping[str, object]) -> Answer:
    """Give the errand's answer; raises what `open_store` raises."""
    answer = await ask(settings.data_dir / SOCKET, name, wanted)
    if answer is not None:
        return answer
    make_data_folder(settings)
    store = await open_store(settings.database_url, clock=clock)
    try:
        office = Office(
            Accounts(store.staff, Passwords(), clock, capacity=settings.capacity),
            store.staff,
            store.entries,
            lambda: read_facts(settings),
            clock,
        )
        return await run(office, name, wanted)
    finally:
        await store.close()
