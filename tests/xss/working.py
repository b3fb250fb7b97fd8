"""The views that staff have: lists, conversation, transcripts, knowledge base, facts, exports."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Sequence
from urllib.parse import quote

from playwright.async_api import Page, expect

from tests.journeys.people import SECONDS
from tests.journeys.server import PASSWORD
from tests.xss.corpus import LONGEST, Payload
from tests.xss.planting import Asker, Planted
from tests.xss.witness import Witness

Texts = Sequence[Payload]
_ROWS = 200  # of a list
_LONG = 18_000  # characters of a preview at once


@contextlib.asynccontextmanager
async def console(witness: Witness, url: str) -> AsyncIterator[Page]:
    """Sign rina in."""
    page = await witness.context.new_page()
    await page.goto(f"{url}/console?lang=id")
    await page.get_by_label("Nama masuk").fill("rina")
    await page.get_by_label("Kata sandi").fill(PASSWORD)
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await expect(page.get_by_role("switch")).to_be_visible(timeout=30 * SECONDS)
    yield page
    await page.close()


async def lists(witness: Witness, page: Page, asker: Asker) -> None:
    """Look at the list of kept questions, end those that are shown, look at the next."""
    witness.view("console: lists")
    await go_to(page, "#/")
    left = set(asker.kept)
    while left:
        await page.wait_for_function(
            "(rows) => document.querySelectorAll('.row-link').length >= rows",
            arg=min(len(left), _ROWS),
            timeout=60 * SECONDS,
        )
        await witness.look(page)
        rows = await page.locator(".row-link").evaluate_all("all => all.map(a => a.hash)")
        mine = [one for row in rows if (one := row.removeprefix("#/c/")) in left]
        assert mine
        await asker.end(mine)
        left -= set(mine)
        await page.wait_for_function(
            "(gone) => !document.querySelector(`.row-link[href='${gone}']`)", arg=f"#/c/{mine[0]}"
        )


async def talks(witness: Witness, page: Page, planted: Planted, kept: Sequence[str]) -> None:
    """Read the long conversation live and as a transcript, also as it is printed; then others."""
    for view, address in (("talk", "c"), ("transcript", "transkrip")):
        witness.view(f"console: {view}")
        await go_to(page, f"#/{address}/{planted.long}")
        await _whole(page)
        await witness.look(page)
        for conversation in kept:
            await go_to(page, f"#/{address}/{conversation}")
            await expect(page.locator(".bubble").first).to_be_visible()
            await witness.look(page)
    witness.view("console: printed transcript")
    await go_to(page, f"#/transkrip/{planted.long}")
    await _whole(page)
    await page.emulate_media(media="print")
    await witness.look(page)
    await page.emulate_media(media="screen")


async def _whole(page: Page) -> None:
    """Wait until the long conversation is there to its end."""
    for holds in (
        "document.querySelectorAll('.bubble').length > 20",
        "!document.querySelector('[role=log][aria-busy=true]')",
    ):
        await page.wait_for_function(f"() => {holds}", timeout=60 * SECONDS)


async def beside(witness: Witness, page: Page, planted: Planted, payloads: Texts) -> None:
    """Search the knowledge base beside a conversation."""
    witness.view("console: search beside a talk")
    await go_to(page, f"#/c/{planted.long}/saran")
    for one in payloads:
        async with page.expect_response(re.compile("staff-search")):
            await page.locator("#kb-search").fill(typed(one.text))
        await witness.look(page)


async def transcripts(witness: Witness, page: Page, most: int, payloads: Texts) -> None:
    """Go through the pages of the list of transcripts; search it for payloads."""
    witness.view("console: transcripts")
    await go_to(page, "#/transkrip")
    older = page.get_by_role("button", name="Lebih lama")
    await expect(page.locator(".transcript-table")).to_be_visible()
    await witness.look(page)
    for _ in range(most):
        if not await older.count() or await older.is_disabled():
            break
        async with page.expect_response(re.compile("/api/transcripts")):
            await older.click()
        await expect(older.or_(page.locator(".pager"))).not_to_have_count(0)
        await witness.look(page)
    for one in payloads:
        await page.locator("[name=q]").fill(typed(one.text))
        async with page.expect_response(re.compile("/api/transcripts")):
            await page.get_by_role("button", name="Saring").click()
        await witness.look(page)


async def entries(witness: Witness, page: Page, most: int, payloads: Texts) -> None:
    """Go through the list of entries, the gaps, the try-it box."""
    witness.view("console: gaps")
    await go_to(page, "#/pengetahuan")
    await expect(page.locator(".entry-langs").first).to_be_visible()
    await page.get_by_text("Pertanyaan yang belum ada jawabannya").click()
    await witness.look(page)
    witness.view("console: try-it box")
    await page.get_by_text("Coba pertanyaan").click()
    for one in payloads:
        await page.get_by_label("Pertanyaan pemustaka").fill(typed(one.text))
        async with page.expect_response(re.compile("/api/kb/try")):
            await page.get_by_role("button", name="Coba", exact=True).click()
        await witness.look(page)
    witness.view("console: entries")
    following = page.get_by_role("button", name="Berikutnya")
    for _ in range(most):
        await witness.look(page)
        if await following.is_disabled():
            break
        async with page.expect_response(re.compile("/api/kb/entries")):
            await following.click()


async def editor(witness: Witness, page: Page, kept: Sequence[str], payloads: Texts) -> None:
    """Write payloads as an answer and read the preview; open entries; look back at changes."""
    witness.view("console: preview")
    await go_to(page, "#/pengetahuan/baru/faq")
    await page.get_by_label("Pertanyaan", exact=True).first.fill("Baru")
    answer = page.get_by_label("Jawaban", exact=True).first
    for text in _packed(payloads):
        async with page.expect_response(re.compile("/api/kb/preview")):
            await answer.fill(text)
        await expect(page.locator(".preview")).to_be_visible()
        await witness.look(page)
    await page.get_by_role("button", name="Simpan draf").click()
    await expect(page.get_by_text("Semua tersimpan.")).to_be_visible()
    witness.view("console: entry under edit")
    for entry in kept:
        await go_to(page, f"#/pengetahuan/entri/{entry}")
        await expect(page.locator(".preview").first).to_be_visible()
        await witness.look(page)


async def changes(witness: Witness, page: Page, kept: Sequence[str], payloads: Texts) -> None:
    """Change entries, with a payload as the remark; read their history."""
    witness.view("console: history and changes")
    for entry, one in zip(kept, payloads, strict=False):
        await go_to(page, f"#/pengetahuan/entri/{entry}")
        await page.get_by_label("Jawaban", exact=True).first.fill(typed(one.text, lines=True))
        await page.get_by_role("button", name="Simpan draf").click()
        await expect(page.get_by_text("Semua tersimpan.")).to_be_visible()
        await go_to(page, f"#/pengetahuan/riwayat/{entry}")
        await page.get_by_role("button", name="Lihat perubahan").first.click()
        await expect(page.locator(".changes").first).to_be_visible()
        await witness.look(page)


async def facts(witness: Witness, page: Page, url: str, payloads: Texts) -> None:
    """Fill payloads in as facts of the library; preview, keep, read an entry that names them."""
    witness.view("facts")
    await page.goto(f"{url}/fakta?group=library&lang=id")
    fields = page.locator("fieldset input:not([type])")
    for place in range(await fields.count()):
        await fields.nth(place).fill(_fact(payloads[place % len(payloads)].text))
    for act in ("preview", "save"):
        await page.locator(f"button[value={act}]").click()
        await expect(page.locator("[role=status], [role=alert]").first).to_be_visible()
        await witness.look(page)
    used = await page.locator("details a[href^='/kb/']").evaluate_all("all => all.map(a => a.href)")
    for address in dict.fromkeys(used):
        await page.goto(address)
        await witness.look(page)


async def exports(witness: Witness, page: Page, url: str, payloads: Texts) -> None:
    """Fetch the table of transcripts, and look at JSON as if it were a page."""
    witness.view("exports")
    got = await page.request.get(f"{url}/api/transcripts.csv")
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.headers["x-content-type-options"] == "nosniff"
    witness.views["exports"].shown |= witness.in_text(await got.text())
    for address in ("transcripts?limit=200", "kb/entries", "kb/choices", "kb/gaps", "me"):
        await page.goto(f"{url}/api/{address}")
        await witness.look(page)
    for one in payloads:
        await page.goto(f"{url}/api/transcripts?stage={quote(one.text, safe='')}")
        await witness.look(page)


def _packed(payloads: Texts) -> list[str]:
    """Put payloads together as paragraphs of as few texts as may be; fences would hide others."""
    texts = [""]
    for one in payloads:
        text = typed(one.text, lines=True)
        if len(texts[-1]) + len(text) > _LONG:
            texts.append("")
        if "`" not in text:
            texts[-1] += f"{text}\n\n"
    return texts


async def go_to(page: Page, hash_: str) -> None:
    """Go to a place of the console, from wherever the page is."""
    if "/console" not in page.url:
        await page.goto(page.url.partition("/api")[0].partition("/fakta")[0] + "/console?lang=id")
        await expect(page.get_by_role("switch")).to_be_visible(timeout=30 * SECONDS)
    await page.evaluate("(hash) => { location.hash = hash; }", hash_)
    await asyncio.sleep(0)


def typed(text: str, *, lines: bool = False) -> str:
    """A text as a person could put it into a field, which holds lines or does not."""
    kept = text.replace("\0", "").replace("{{", "{ {")
    return kept if lines else " ".join(kept.split()) or "kosong"


def _fact(text: str) -> str:
    """A text that the form of facts takes: a line, with a number, without a full stop."""
    kept = "".join(c for c in text if ord(c) >= 32).replace("{{", "").replace("}}", "")
    return f"{kept.rstrip('. ')} 08.00 Rp1"[-LONGEST:]
