"""Stores on real databases, for tests of one engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from refdesk.store.opening import Store, open_store
from tests.contracts.writing import NOON
from tests.databases import new_database


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the SQLite database lies."""
    return tmp_path / "refdesk.db"


@pytest.fixture
async def sqlite(file: Path) -> AsyncIterator[Store]:
    """A store on SQLite."""
    store = await open_store(await new_database("sqlite", file.parent), clock=lambda: NOON)
    yield store
    await store.close()


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[tuple[Store, Store]]:
    """Two stores on one PostgreSQL database, as two servers have them."""
    address = await new_database("postgres", tmp_path)
    first = await open_store(address, clock=lambda: NOON)
    second = await open_store(address, clock=lambda: NOON)
    yield first, second
    await second.close()
    await first.close()
