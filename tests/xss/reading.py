"""The views of patrons: panel, public pages, form, widget."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from html import escape
from urllib.parse import quote

from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from tests.journeys.people import SECONDS
from tests.xss.corpus import Payload
from tests.xss.planting import Planted
from tests.xss.witness import Witness

Texts = Sequence[Payload]


async def entry_pages(witness: Witness, url: str, entries: Sequence[str]) -> None:
    """Read the index of the knowledge base and its entries, two at a time."""
    page = await witness.context.new_page()
    witness.view("public: index")
    await page.goto(f"{url}/kb?lang=id")
    await witness.look(page)
    await page.close()
    witness.view("public: thanks for an answer")
    await _visit(witness, [f"{url}/kb/{entry}/thanks?answered=no" for entry in entries[:13]])
    witness.view("public: entry")
    addresses = [f"{url}/kb/{entry}" for entry in entries]
    half = len(addresses) // 2
    await asyncio.gather(*(_visit(witness, some) for some in (addresses[:half], addresses[half:])))


async def searches(witness: Witness, url: str, payloads: Texts) -> None:
    """Search for payloads, ask for pages and languages that do not exist."""
    witness.view("public: search")
    await _visit(witness, [f"{url}/kb/search?q={quote(one.text, safe='')}" for one in payloads])
    witness.view("public: no such page")
    makers: list[Callable[[str], str]] = [
        lambda text: f"{url}/kb/{text}",
        lambda text: f"{url}/kb?lang={text}&x={text}",
        lambda text: f"{url}/{text}?{text}={text}",
    ]
    few = [quote(one.text.replace("\0", ""), safe="") for one in payloads[::5]]
    await _visit(witness, [make(text) for text in few for make in makers])
    witness.view("JSON as a page")
    await _visit(witness, [f"{url}/api/kb/search?lang=id&q={text}" for text in few])


async def panel(witness: Witness, url: str, planted: Planted, messages: int) -> None:
    """Read the long conversation in the panel."""
    witness.view("panel: talk")
    page = await witness.context.new_page()
    await page.goto(f"{url}/robots.txt")
    kept = {"token": planted.token, "current": planted.long}
    await page.evaluate(
        "(kept) => Object.entries(kept).forEach(([k, v]) => localStorage.setItem(k, v))",
        {f"refdesk.{key}": json.dumps(value) for key, value in kept.items()},
    )
    await page.goto(f"{url}/chat?lang=id")
    seen = 0
    while seen < messages:  # as long as more keep coming: a busy machine takes its time
        await page.wait_for_function(
            "(seen) => document.querySelectorAll('.bubble').length > seen",
            arg=seen,
            timeout=60 * SECONDS,
        )
        seen = await page.locator(".bubble").count()
    await witness.look(page)
    await page.evaluate("localStorage.clear()")
    await page.close()


async def first_screen(witness: Witness, url: str, payloads: Texts) -> None:
    """Come from pages with payloads for titles, and ask in their words: answers are offered."""
    witness.view("panel: first screen")
    page = await witness.context.new_page()
    for one in payloads:
        text = quote(one.text, safe="")
        await page.goto(f"{url}/chat?lang=id&page={text}&source={text}")
        await page.locator("#question").fill(one.text.replace("\0", ""))
        await witness.look(page)
    await page.close()


async def form(witness: Witness, url: str, planted: Planted, payloads: Texts) -> None:
    """Read the long conversation without scripts; type payloads where a code belongs."""
    page = await witness.context.new_page()
    witness.view("form: refused")
    await page.goto(f"{url}/tanya?lang=id")
    for one in payloads:
        await page.locator("#body").fill(one.text.replace("\0", "") + " panjang" * 600)
        await page.locator("#name").fill(one.text.replace("\0", "")[:80])
        await page.locator("button[value=ask]").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await witness.look(page)
    witness.view("form: thread")
    await page.goto(f"{url}/tanya?lang=id")
    await page.locator("#code").fill(planted.code)
    await page.locator("button[value=open]").click()
    await expect(page.locator("ol.thread li").first).to_be_visible()
    await witness.look(page)
    await page.close()


async def library_page(witness: Witness, sample: str, payloads: Texts) -> None:
    """Open the widget on a library's page whose title, address and referrer are payloads."""
    witness.view("widget on a library's page")
    page = await witness.context.new_page()
    for number, one in enumerate(payloads):
        referrer = f"{sample}?{quote(one.text, safe='')}"
        await page.goto(f"{sample}?n={number}#{quote(one.text, safe='')}", referer=referrer)
        button = page.locator("refdesk-widget button").first
        if (
            await button.get_attribute("aria-expanded") == "false"
        ):  # it stays open from page to page
            await button.click()
        await expect(page.frame_locator("iframe").locator("#question")).to_be_visible()
        await witness.look(page)
    await page.close()


@asynccontextmanager
async def library(server: str, port: int, payloads: Texts) -> AsyncIterator[str]:
    """Serve a library's site that embeds the widget; page `?n=` has payload n for a title."""

    async def serve(request: web.Request) -> web.Response:
        title = escape(payloads[int(request.query.get("n", "0"))].text)
        html = (
            f'<!doctype html><html lang="id"><title>{title}</title><h1>Situs</h1>'
            f'<link rel="icon" href="data:,"><script async src="{server}/widget.js"></script>'
        )
        return web.Response(text=html, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", serve)
    async with TestServer(app, host="127.0.0.1", port=port) as site:
        yield str(site.make_url("/"))


async def _visit(witness: Witness, addresses: Sequence[str]) -> None:
    """Go from one address to the next, looking at each."""
    page = await witness.context.new_page()
    for address in addresses:
        await page.goto(address)
        await witness.look(page)
    await page.close()
