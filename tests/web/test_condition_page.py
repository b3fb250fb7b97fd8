"""The page of how the service is: what each role is told, with the remedy beside each fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pytest_aiohttp.plugin import AiohttpClient

from refdesk.domain.actors import StaffRole
from refdesk.operations.doctor import Finding, ill, well
from refdesk.web.application import build
from refdesk.web.checks import channel_check
from refdesk.web.parts import Parts
from tests.web.site import Site
from tests.web.test_editor import Headers, editor

FOUND = (
    well(("Jam", "Clock"), "tepat", "right"),
    ill(("Bot", "Bot"), ("token <ditolak>", "token refused"), ("salin lagi", "copy it again")),
)


async def found() -> Sequence[Finding]:
    """Give what an examination finds."""
    return FOUND


def examined(site: Site) -> Parts:
    """Give a site whose channel is away, and an examination behind it."""
    checks = {**site.parts.checks, "channel": channel_check(lambda: False)}
    return replace(site.parts, examine=found, checks=checks)


async def page(site: Site, aiohttp_client: AiohttpClient, own: Headers, role: StaffRole) -> str:
    """Sign in with a role, give the page in English."""
    client = await aiohttp_client(build(examined(site)))
    await editor(site, client, own, role)
    answer = await client.get("/keadaan?lang=en")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return await answer.text()


async def test_a_librarian_is_told_what_the_desk_must_know(
    site: Site, aiohttp_client: AiohttpClient, own: Headers
) -> None:
    """That Telegram is not connected; not what the machine is made of."""
    text = await page(site, aiohttp_client, own, StaffRole.LIBRARIAN)
    assert "The Telegram channel is not connected" in text
    assert "copy it again" not in text


async def test_a_coordinator_reads_what_the_doctor_finds(
    site: Site, aiohttp_client: AiohttpClient, own: Headers
) -> None:
    """In their language, with the remedy, and as text whatever it holds."""
    text = await page(site, aiohttp_client, own, StaffRole.COORDINATOR)
    assert "copy it again" in text
    assert '<li data-sign="fault">' in text
    client = await aiohttp_client(build(examined(site)))
    await editor(site, client, own, StaffRole.ADMIN)
    indonesian = await (await client.get("/keadaan?lang=id")).text()
    assert "token &lt;ditolak&gt;" in indonesian
    assert "salin lagi" in indonesian


async def test_nobody_else_reads_it(site: Site, aiohttp_client: AiohttpClient) -> None:
    """It is for those who are signed in."""
    client = await aiohttp_client(build(examined(site)))
    assert (await client.get("/keadaan")).status == 401
