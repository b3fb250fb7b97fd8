"""The attack: payloads through every door, then into every view of a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final

from playwright.async_api import Browser, Page

from tests.journeys.recorder import Recorder, recording
from tests.journeys.server import ServerProcess, free_port
from tests.xss import caring, planting, reading, working
from tests.xss.corpus import SHORT_SIZE, WHOLE_SIZE, Payload, corpus, joined, parts
from tests.xss.witness import Seen, Witness

PLANTED_WITHIN: Final = 240.0  # seconds
# Characters that each view takes at once, put together of several payloads.
_QUERY: Final = 900
_QUESTION: Final = 900  # of the try-it box: more is not looked at
_ADDRESS: Final = 1_200  # written as percent signs it is three times as long
_REFUSED: Final = 4_500  # more than a message may have
_ANSWER: Final = 17_000
_FACTS: Final = 15  # fields of a group
PARTS: Final = ("staff", "readers", "policies")  # of the views, each some minutes


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is done: payloads in all, one at a time, in slow views; rows that are made."""

    size: int
    sample: int
    few: int
    rows: int
    starter: bool = True  # the starter knowledge base stands beside the payloads


WHOLE = Plan(size=WHOLE_SIZE, sample=39, few=13, rows=104)
SHORT = Plan(size=SHORT_SIZE, sample=13, few=2, rows=2, starter=False)


@dataclass
class Target:
    """A server with the payloads in it."""

    server: ServerProcess
    recorder: Recorder
    sample: str
    payloads: list[Payload]
    plan: Plan
    asker: planting.Asker
    planted: planting.Planted = field(default_factory=planting.Planted)
    say: Callable[[str], None] = lambda _: None
    witness: Witness | None = None

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Say how long a step took, and how many faults there are so far."""
        began = monotonic()
        yield
        views = self.witness.views.values() if self.witness else ()
        faults = sum(len(one.faults) for one in views)
        self.say(f"{monotonic() - began:6.1f} s  {name}: {faults} faults")

    @property
    def sampled(self) -> list[Payload]:
        """Payloads of every context for views that take one at a time."""
        return self.payloads[:: len(self.payloads) // self.plan.sample]

    def joined(self, longest: int, *, line: str = " ") -> list[Payload]:
        """All payloads, put together for slow views; a short attack takes a few one by one."""
        return joined(self.payloads, longest, line=line) if self.plan.starter else self.few

    @property
    def several(self) -> list[Payload]:
        """Payloads for views with a row each."""
        return self.payloads[2 :: len(self.payloads) // self.plan.rows][: self.plan.rows]

    @property
    def few(self) -> list[Payload]:
        """Payloads for slow views."""
        return self.payloads[1 :: len(self.payloads) // self.plan.few][: self.plan.few]


@asynccontextmanager
async def target(
    folder: Path, plan: Plan, say: Callable[[str], None] = lambda _: None
) -> AsyncIterator[Target]:
    """Run a server, a bot and a library's site; plant the payloads."""
    payloads, port = list(corpus(plan.size)), free_port()
    sample = f"http://127.0.0.1:{port}"
    async with recording() as (recorder, api):
        server = ServerProcess(folder, planting.settings(sample, api))
        async with reading.library(server.url, port, payloads), _asker(server) as asker:
            found = Target(server, recorder, sample, payloads, plan, asker, say=say)
            with found.step("content, staff, start"):
                await _prepare(found, folder)
            try:
                with found.step("questions, messages, Telegram"):
                    await _plant(found)
                yield found
            finally:
                server.stop()


@asynccontextmanager
async def _asker(server: ServerProcess) -> AsyncIterator[planting.Asker]:
    async with planting.patron(server) as client:
        yield planting.Asker(client)


async def _prepare(found: Target, folder: Path) -> None:
    server, planted = found.server, found.planted
    if found.plan.starter:
        await asyncio.to_thread(server.prepare)
    planted.entries = planting.content(folder / "content", found.payloads)
    content = str(folder / "content")
    await asyncio.to_thread(server.must, "kb", "import", content, within=PLANTED_WITHIN)
    await planting.staff(server, folder, found.payloads[: min(13, found.plan.few)])
    await server.start()


async def _plant(found: Target) -> None:
    async with asyncio.timeout(PLANTED_WITHIN):
        await planting.long_conversation(found.server, found.payloads, found.planted)
        await found.asker.ask(found.payloads)
        await planting.by_telegram(found.recorder, found.few)


async def escaping(found: Target, browser: Browser, parts: Sequence[str] = PARTS) -> list[Seen]:
    """Look at the views of staff, of readers, with the content security policies switched off."""
    own = (found.server.url, found.sample)
    found.witness = witness = await Witness.over(browser, own, found.payloads, policy=False)
    if "staff" in parts:
        async with working.console(witness, found.server.url) as page:
            await _by_staff(found, witness, page)
    if "readers" in parts:
        await _by_readers(found, witness)
    await witness.context.close()
    return list(witness.views.values())


async def _by_staff(found: Target, witness: Witness, page: Page) -> None:
    url, planted, step = found.server.url, found.planted, found.step
    kept = found.asker.kept
    with step("console: talks"):
        every = max(1, len(kept) // found.plan.sample)
        await working.talks(witness, page, planted, kept[::every])
    with step("console: lists"):
        await working.lists(witness, page, found.asker)
    with step("console: transcripts, search"):
        await working.transcripts(witness, page, found.plan.size, found.joined(_QUERY))
        await working.beside(witness, page, planted, found.joined(_QUERY))
    with step("console: preview, entries under edit, changes"):
        edited = found.plan.rows if found.plan.starter else found.plan.few
        some = planted.entries[1 :: max(1, len(planted.entries) // edited)]
        await working.editor(witness, page, some, found.payloads)
        faqs = [one for one in some if one.startswith("faq")]
        texts = found.joined(_ANSWER, line="\n\n")
        await working.changes(witness, page, faqs[: max(4, len(texts))], texts)
    with step("console: entries, gaps, try-it box"):
        await working.entries(witness, page, found.plan.size, found.joined(_QUESTION))
    with step("facts, exports"):
        for fifteen in parts(found.several, _FACTS):
            await working.facts(witness, page, url, fifteen)
        await working.exports(witness, page, url, found.joined(_QUERY))
    with step("console: requests, audit, accounts, webhooks"):
        await caring.views(witness, page, url, found.several)


async def _by_readers(found: Target, witness: Witness) -> None:
    url, planted, few = found.server.url, found.planted, found.few
    with found.step("panel, form, widget"):
        await reading.panel(witness, url, planted, len(found.payloads))
        await reading.first_screen(witness, url, found.joined(_ADDRESS))
        await planting.new_code(found.server, planted)
        await reading.form(witness, url, planted, found.joined(_REFUSED))
        await reading.library_page(witness, found.sample, few)
    with found.step("public pages"):
        walked = planted.entries if found.plan.starter else planted.entries[:13]
        await reading.entry_pages(witness, url, walked)
        await reading.searches(witness, url, found.joined(_QUERY))


async def policy(found: Target, browser: Browser) -> list[Seen]:
    """Look again as browsers do: a policy that has to step in is a failure of ours as well."""
    own = (found.server.url, found.sample)
    found.witness = witness = await Witness.over(browser, own, found.payloads, policy=True)
    url, planted, whole = found.server.url, found.planted, found.plan.starter
    with found.step("again, under the policies"):
        async with working.console(witness, url) as page:
            await working.editor(witness, page, [], found.sampled)
            if whole:
                await working.talks(witness, page, planted, [])
        await reading.panel(witness, url, planted, len(found.payloads))
        await reading.entry_pages(witness, url, planted.entries[: found.plan.few])
        if whole:
            await planting.new_code(found.server, planted)
            await reading.form(witness, url, planted, found.few[:1])
            await reading.library_page(witness, found.sample, found.few[:4])
            await reading.searches(witness, url, found.few)
    await witness.context.close()
    return list(witness.views.values())
