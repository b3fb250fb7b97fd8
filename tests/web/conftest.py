"""The site, with a browser-like client of it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from refdesk.domain.actors import StaffRole
from tests.web.person import Person
from tests.web.site import Site, open_site

Client = TestClient[Any, Any]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """Give an open site with a small knowledge base."""
    async with open_site(tmp_path) as opened:
        yield opened


@pytest.fixture
async def client(site: Site, aiohttp_client: AiohttpClient) -> Client:
    """Give a client of the site."""
    return await aiohttp_client(site.app)


@pytest.fixture
def own(site: Site) -> dict[str, str]:
    """Give the headers that a browser sends from one of our own pages."""
    return {"Origin": site.parts.desk.origins[0]}


@pytest.fixture
async def sari(site: Site, client: Client) -> Person:
    """Give the administrator's browser."""
    return await _entered(site, client, "sari", StaffRole.ADMIN)


@pytest.fixture
async def budi(site: Site, client: Client) -> Person:
    """Give a coordinator's browser."""
    return await _entered(site, client, "budi", StaffRole.COORDINATOR)


async def _entered(site: Site, client: Client, login: str, role: StaffRole) -> Person:
    await site.staff(login, role)
    person = Person(client)
    await person.enter(login)
    return person
