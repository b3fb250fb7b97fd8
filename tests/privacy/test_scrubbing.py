"""Scrubbing is asked for again until it came through, and says so to whoever waits for it."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from refdesk.errors import StorageFull, Unavailable
from refdesk.privacy.ports import NEEDS_UPGRADE, PUT_OFF
from refdesk.privacy.scrubbing import EVERY, LONGEST, Scrubbing, pause


class Files:
    """Files that cannot be scrubbed for some tries."""

    def __init__(self, *problems: Exception) -> None:
        self.problems = list(problems)
        self.scrubbed = asyncio.Event()

    async def scrub(self) -> None:
        """Raise what stands in the way, nothing once all has been raised."""
        if self.problems:
            raise self.problems.pop(0)
        self.scrubbed.set()


async def runs(scrubbing: Scrubbing, files: Files) -> bool:
    """Run it; tell whether the files were scrubbed."""
    task = asyncio.create_task(scrubbing.run())
    try:
        async with asyncio.timeout(5):
            await files.scrubbed.wait()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    return files.scrubbed.is_set()


async def test_what_was_put_off_is_done_without_being_asked_again() -> None:
    """Whatever stood in the way, once or more often."""
    files = Files(Unavailable(PUT_OFF), StorageFull(), Unavailable(PUT_OFF))
    scrubbing = Scrubbing(files.scrub, every=0.0)
    scrubbing.ask()
    assert await runs(scrubbing, files)


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (Unavailable(PUT_OFF), PUT_OFF),
        (Unavailable(NEEDS_UPGRADE), NEEDS_UPGRADE),
        (StorageFull(), PUT_OFF),
    ],
)
async def test_who_waits_is_told_that_it_was_put_off(problem: Exception, told: str) -> None:
    """The answer says why; it is done later all the same."""
    files = Files(problem)
    scrubbing = Scrubbing(files.scrub, every=0.0)
    assert await scrubbing.now() == told
    assert await runs(scrubbing, files)
    assert await scrubbing.now() == ""


def test_tries_grow_rare() -> None:
    """Each reads the whole file: a reader who stays for hours costs one an hour."""
    assert [pause(EVERY, failed) for failed in (0, 1, 2)] == [30, 60, 120]
    assert pause(EVERY, 10) == pause(EVERY, 10_000) == LONGEST
