"""The site, with a browser-like client of it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

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
