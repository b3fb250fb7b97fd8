"""The whole attack by `make xss`: every payload through every door into every view, as a table."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from playwright.async_api import async_playwright

from tests.journeys.browser import FLAGS, chromium
from tests.xss.attack import PARTS, WHOLE, escaping, policy, target
from tests.xss.corpus import corpus
from tests.xss.witness import HOPELESS, Seen

ROW = "{:<36}{:>9}{:>6}{:>9}{:>9}{:>8}"


def told(title: str, views: list[Seen]) -> list[str]:
    """Print a table of views; give everything that should not have been."""
    print(f"\n{title}")
    print(ROW.format("view", "payloads", "ran", "foreign", "blocked", "markup"))
    for one in views:
        kinds = (one.shown, one.ran, one.foreign, one.blocked, one.markup)
        print(ROW.format(one.view, *map(len, kinds)))
    return [fault for one in views for fault in one.faults]


async def main(parts: Sequence[str]) -> int:
    """Attack; 1 where anything ran, left this machine, was blocked or looked like markup."""
    began = monotonic()
    print(
        f"{WHOLE.size} payloads by context:", dict(Counter(p.context for p in corpus(WHOLE.size)))
    )
    with tempfile.TemporaryDirectory(prefix="refdesk-xss-") as folder:
        async with (
            target(Path(folder), WHOLE, say=lambda line: print(line, flush=True)) as found,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(
                executable_path=chromium(), args=[*FLAGS, HOPELESS], headless=True
            )
            alone = await escaping(found, browser, parts)
            under = await policy(found, browser) if "policies" in parts else []
            await browser.close()
    faults = told("escaping alone, the policies switched off", alone)
    faults += told("under the content security policies", under)
    print("\n".join(["", *faults[:200], f"{len(faults)} faults, {monotonic() - began:.0f} s"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:] or PARTS)))
