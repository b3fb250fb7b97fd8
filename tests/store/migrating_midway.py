"""A process that stops for ever inside a migration, at the statement it is told."""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from alembic.config import Config
from sqlalchemy import Connection, Engine, event

from refdesk.store import migrating

CHANGES = ("CREATE", "ALTER", "DROP", "INSERT", "UPDATE")
Configuring = Callable[..., Config]


def and_next(folder: str) -> Configuring:
    """Give the configuration of a later release: its revisions are in `folder`."""
    real = migrating._config
    ours = Path(migrating.__file__).parent / "migrations" / "versions"

    def configured(connection: Connection | None = None) -> Config:
        config = real(connection)
        config.set_main_option("path_separator", "os")
        config.set_main_option("version_locations", os.pathsep.join((str(ours), folder)))
        return config

    return configured


def wait_to_be_killed() -> None:
    """Say that it is time, then do nothing more."""
    print("midway", flush=True)
    while True:
        time.sleep(60)


def stop_after(statements: int) -> None:
    """Stop after so many changes; 0 stops when all are made, before the commit."""
    if not statements:
        real = migrating._upgrade

        def upgrade(connection: Connection) -> None:
            real(connection)
            wait_to_be_killed()

        migrating._upgrade = upgrade
        return
    numbers = itertools.count(1)

    @event.listens_for(Engine, "after_cursor_execute")
    def after(_: object, __: object, statement: str, *rest: object) -> None:
        if statement.lstrip().upper().startswith(CHANGES) and next(numbers) == statements:
            wait_to_be_killed()


if __name__ == "__main__":
    address, statements, *folders = sys.argv[1:]
    for folder in folders:
        migrating._config = and_next(folder)
    stop_after(int(statements))
    asyncio.run(migrating.upgrade(address))
    print("not stopped", flush=True)
