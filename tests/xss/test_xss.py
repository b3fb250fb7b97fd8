"""No text that somebody writes becomes markup, script or a request in any view."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, async_playwright

from refdesk.web.templating import ENVIRONMENT
from tests.journeys.browser import FLAGS, chromium
from tests.web.site import RENEW, Setting, open_site
from tests.xss import planting, reading
from tests.xss.attack import SHORT, Target, escaping, policy, target
from tests.xss.corpus import SHORT_SIZE, WHOLE_SIZE, Payload, corpus
from tests.xss.grammar_of_parsers import EVERY_RULE
from tests.xss.planting import Planted
from tests.xss.reports import FOREIGN
from tests.xss.witness import HOPELESS, Witness

IMAGE = Payload(10_001, "HTML text", f"<img src=//{FOREIGN}/x onerror=xss(10001)>")
# Text as some careless program would put it into a page.
CARELESS = """
const make = Document.prototype.createTextNode;
Document.prototype.createTextNode = function (text) {
  if (!/</.test(text)) return make.call(this, text);
  const holder = this.createElement("span");
  holder.innerHTML = text;
  return holder;
};
"""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A Chromium that looks up no names."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=chromium(), args=[*FLAGS, HOPELESS], headless=True
        )
        yield started
        await started.close()


def test_the_corpus_is_large_varied_and_always_the_same() -> None:
    """Some 2,600 payloads, no two of one shape, dozens in every context, equal in each run."""
    made = corpus(WHOLE_SIZE)
    assert len({one.text.replace(str(one.number), "#") for one in made}) == WHOLE_SIZE
    contexts = [one.context for one in made]
    assert min(contexts.count(name) for name in EVERY_RULE) >= 100
    assert {one.context for one in corpus(SHORT_SIZE)} == set(EVERY_RULE)
    assert corpus(SHORT_SIZE) == made[:SHORT_SIZE]


@pytest.mark.timeout(300)
async def test_no_view_runs_or_loads_anything(tmp_path: Path, browser: Browser) -> None:
    """Through every door into every view: nothing runs, leaves, is blocked or looks like markup."""
    async with target(tmp_path, SHORT) as found:
        alone, under = await escaping(found, browser), await policy(found, browser)
        faults = [fault for one in (*alone, *under) for fault in one.faults]
        assert faults == []
        shown = {one.view: len(one.shown) for one in alone}
        whole = SHORT.size - 13  # a few end beyond what a row shows
        for view in ("panel: talk", "console: talk", "console: transcript", "form: thread"):
            assert shown[view] == SHORT.size
        for view in ("console: lists", "console: transcripts", "public: index", "exports"):
            assert shown[view] >= whole, view
        bare = {"start", "state of the service"}  # nobody's texts are there
        assert [view for view, many in shown.items() if not many and view not in bare] == []
        await a_careless_panel_is_caught(found, browser)


async def a_careless_panel_is_caught(found: Target, browser: Browser) -> None:
    """A panel that puts texts in as HTML is found out by the same look."""
    token, url = secrets.token_urlsafe(32), found.server.url
    async with planting.patron(found.server, token) as client:
        talk = Planted(token=token, long=await client.open(IMAGE.text))
    witness = await Witness.over(browser, [url], [IMAGE], policy=False)
    await witness.context.add_init_script(CARELESS)
    await reading.panel(witness, url, talk, 1)
    caught = witness.views["panel: talk"]
    assert caught.ran
    assert caught.foreign
    assert caught.markup
    await witness.context.close()


async def test_a_page_without_escaping_is_caught(tmp_path: Path, browser: Browser) -> None:
    """With autoescaping off the same look finds what ran, what was blocked and the markup."""
    entry = replace(RENEW, title=IMAGE.text)
    async with open_site(tmp_path, Setting(entries=(entry,))) as site:
        site.app[ENVIRONMENT].autoescape = False
        async with TestServer(site.app) as served:
            url = str(served.make_url("")).rstrip("/")
            for policed in (False, True):
                witness = await Witness.over(browser, [url], [IMAGE], policy=policed)
                await reading.entry_pages(witness, url, [entry.id])
                seen = witness.views["public: entry"]
                assert seen.markup
                assert bool(seen.ran) is not policed
                assert bool(seen.blocked) is policed
                await witness.context.close()
