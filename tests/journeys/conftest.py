"""A server process per test, and a real Chromium."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.journeys.browser import FLAGS, chromium
from tests.journeys.server import ServerProcess


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """Run a server with the starter knowledge base and two librarians, rina and budi."""
    process = ServerProcess(tmp_path)
    process.prepare("rina", "budi")
    async with process.running():
        yield process


@pytest.fixture(scope="session")
def calm_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """Run one server for all tests that only ask it questions: nobody is ever on duty."""
    process = ServerProcess(tmp_path_factory.mktemp("calm"))
    process.prepare()
    asyncio.run(process.start())
    yield process
    process.stop()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Start a real Chromium."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=chromium(), args=list(FLAGS), headless=True
        )
        yield started
        await started.close()
