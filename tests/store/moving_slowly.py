"""A process that moves in tiny batches, telling on its output after each what is copied."""

from __future__ import annotations

import asyncio
import sys

from refdesk.store import moving


def tell(step: str, done: int, _: int) -> None:
    """Say how many rows are copied."""
    if step == "copy":
        print(done, flush=True)


if __name__ == "__main__":
    moving.BATCH = 7
    asyncio.run(moving.move(sys.argv[1], sys.argv[2], tell))
