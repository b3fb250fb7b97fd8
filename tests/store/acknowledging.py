"""A process that appends as fast as it can, telling each acknowledgement on its output."""

from __future__ import annotations

import asyncio
import secrets
import sys

from refdesk.domain import events as e
from refdesk.store.opening import Store, open_store
from tests.contracts import writing
from tests.contracts.writing import NOON, Story

WRITERS = 12


async def write(store: Store, conversation: str) -> None:
    """Go on with a conversation for ever, from where the log has it."""
    story = Story(store.log, conversation)
    state = await store.log.load(conversation)
    if state is None:
        await story.open()
    else:
        story.state = state
    while True:
        receipt = await story.write(e.Said("x" * secrets.randbelow(300)), cid=secrets.token_hex(16))
        print(receipt.conversation, receipt.seq, receipt.id, flush=True)


async def main(address: str) -> None:
    """Write to several conversations at once."""
    store = await open_store(address, clock=lambda: NOON)
    async with asyncio.TaskGroup() as group:
        for number in range(WRITERS):
            group.create_task(write(store, f"c{number}"))


if __name__ == "__main__":
    writing.new_id = lambda: secrets.token_hex(8)
    asyncio.run(main(sys.argv[1]))
