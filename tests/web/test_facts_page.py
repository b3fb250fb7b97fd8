"""The page of the library's facts: who may, what is kept, what readers see at once."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from refdesk.domain.actors import StaffRole
from tests.web.conftest import Client
from tests.web.site import MORNING, RENEW, RENEW_EN, Site
from tests.web.test_editor import Headers, editor

PAGE = "/fakta?group=library&lang=id"


async def coordinator(site: Site, client: Client, own: Headers) -> dict[str, str]:
    """Sign in a coordinator over a base that names the telephone; give the form as shown."""
    texts = [replace(RENEW, answer="Telepon {{telepon}}."), replace(RENEW_EN, answer="Come.")]
    await site.store.entries.replace_all(texts, MORNING, "test")
    await site.parts.shelf.refresh()
    await editor(site, client, own, StaffRole.COORDINATOR)
    return fields_of(await (await client.get(PAGE)).text())


def fields_of(page: str) -> dict[str, str]:
    """Give the form's text fields."""
    found = re.findall(r'<input[^>]*? name="([^"]+)" value="([^"]*)"', page)
    return {name: value.replace("&#34;", '"') for name, value in found}


async def test_a_saved_fact_is_read_in_answers_and_found_at_once(
    site: Site, client: Client, own: Headers
) -> None:
    """Readers have the new number with the very answer that says it is kept."""
    form = await coordinator(site, client, own)
    assert "(0000) 123456" in await (await client.get("/kb/perpanjang?lang=id")).text()
    sent = {**form, "telepon.id": "0548-2024", "act": "save"}
    kept = await client.post(PAGE, data=sent, headers=own)
    assert kept.status == 200
    assert "Tersimpan: 1 fakta" in await kept.text()
    assert "0548-2024" in await (await client.get("/kb/perpanjang?lang=id")).text()
    found = await (await client.get("/api/kb/search?q=telepon 0548-2024&lang=id")).text()
    assert "perpanjang" in found
    assert (await site.store.facts.all())[0] == {"telepon": {"id": "0548-2024", "en": "0548-2024"}}


async def test_a_preview_changes_nothing(site: Site, client: Client, own: Headers) -> None:
    """The passages that name a fact are shown with the wording typed; nothing is kept."""
    form = await coordinator(site, client, own)
    sent = {**form, "telepon.id": "0548-2024", "act": "preview"}
    page = await (await client.post(PAGE, data=sent, headers=own)).text()
    assert "Telepon 0548-2024." in page
    assert "0548-2024" not in await (await client.get("/kb/perpanjang?lang=id")).text()
    assert await site.store.facts.all() == ({}, 0)


async def test_what_will_not_do_is_said_beside_it(site: Site, client: Client, own: Headers) -> None:
    """One bad wording keeps all of them out, and what was typed stays in the form."""
    form = await coordinator(site, client, own)
    sent = {**form, "telepon.id": "lewat WA", "nama_daerah.id": "Bontang", "act": "save"}
    refused = await client.post(PAGE, data=sent, headers=own)
    page = await refused.text()
    assert refused.status == 400
    assert "Tulis nomor telepon" in page
    assert fields_of(page)["nama_daerah.id"] == "Bontang"
    assert await site.store.facts.all() == ({}, 0)


async def test_of_two_who_save_the_second_is_told(site: Site, client: Client, own: Headers) -> None:
    """Nothing is overwritten unseen; saving again from the page that told it does."""
    form = await coordinator(site, client, own)
    await site.store.facts.put({"surel": {"id": "a@b.id", "en": "a@b.id"}}, MORNING, "budi", 0)
    sent = {**form, "telepon.id": "0548-2024", "act": "save"}
    refused = await client.post(PAGE, data=sent, headers=own)
    assert refused.status == 409
    again = fields_of(await refused.text())
    assert again["telepon.id"] == "0548-2024"
    assert (await client.post(PAGE, data={**again, "act": "save"}, headers=own)).status == 200


async def test_an_example_that_is_right_is_said_to_be(
    site: Site, client: Client, own: Headers
) -> None:
    """A fact left as it is stays an example until somebody says that it is right."""
    form = await coordinator(site, client, own)
    await client.post(PAGE, data={**form, "act": "save"}, headers=own)
    assert await site.store.facts.all() == ({}, 0)
    await client.post(PAGE, data={**form, "nama_daerah.sure": "on", "act": "save"}, headers=own)
    assert set((await site.store.facts.all())[0]) == {"nama_daerah"}


@pytest.mark.parametrize("role", [StaffRole.LIBRARIAN, StaffRole.EDITOR, StaffRole.TRAINEE])
async def test_only_coordinator_and_admin_may(
    site: Site, client: Client, own: Headers, role: StaffRole
) -> None:
    """Others see neither the page nor may they send it; nor does anybody without the token."""
    me = await editor(site, client, own, role)
    assert (await client.get("/fakta")).status == 404
    sent = {"csrf": me.headers["X-CSRF"], "telepon.id": "0548-2024", "act": "save"}
    assert (await client.post("/fakta", data=sent, headers=own)).status == 404
    assert (await client.post("/fakta", data={"act": "save"}, headers=own)).status == 401
    assert await site.store.facts.all() == ({}, 0)
