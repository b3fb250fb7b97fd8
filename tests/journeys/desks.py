"""A desk to test against: a server process on a database of its own, librarians included."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from refdesk.clock import clock
from refdesk.domain.actors import StaffRole
from refdesk.people.accounts import Accounts
from refdesk.people.secrets import Passwords
from refdesk.store.opening import open_store
from tests.databases import KINDS, new_database
from tests.journeys.server import PASSWORD, ROOT, ServerProcess

LOGINS = ("rina", "budi", "sari")


async def prepared(folder: Path, kind: str = "sqlite", **env: str) -> ServerProcess:
    """Give a server not yet started, with the librarians rina, budi, sari, no knowledge base.

    `kind` is sqlite or postgres for a new database, else the address of an empty one.
    """
    (folder / "var").mkdir(exist_ok=True)
    address = await new_database(kind, folder / "var") if kind in KINDS else kind
    store = await open_store(address, clock=clock)
    accounts = Accounts(store.staff, Passwords(), clock)
    roles = frozenset({StaffRole.LIBRARIAN})
    for login in LOGINS:
        await accounts.add(login, login.title(), PASSWORD, roles, by="test")
    await store.close()
    # Programs of the tests come from many addresses, see wire_people.
    settings = {"REFDESK_DATABASE": address, "REFDESK_TRUSTED_PROXIES": "127.0.0.1"}
    return ServerProcess(folder, {**settings, **env})


@asynccontextmanager
async def desk(
    folder: Path, kind: str = "sqlite", tree: Path = ROOT, /, **env: str
) -> AsyncIterator[ServerProcess]:
    """Run a prepared server; at the end nothing in its log may be a traceback."""
    server = await prepared(folder, kind, **env)
    server.tree = tree
    await server.start()
    try:
        yield server
    finally:
        status = server.stop()
    assert status == 0, server.log
    assert "Traceback" not in server.log
