"""The world of the sweep, in which nobody is too fast: how often is the concern of other tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from refdesk.people.tries import Tries
from refdesk.web.limiting import Limiter
from tests.sweep.world import World, open_world


@pytest.fixture
async def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """Give the world."""
    monkeypatch.setattr(Limiter, "charge", lambda *_: 0.0)
    monkeypatch.setattr(Tries, "left", lambda *_: 0.0)
    async with open_world(tmp_path) as found:
        yield found
