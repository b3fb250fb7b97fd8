"""The pages of rubrics, surveys, exercises: for staff, in their language, to be printed."""

from __future__ import annotations

import re

from refdesk.domain.actors import StaffRole
from tests.web.conftest import Client
from tests.web.site import Site
from tests.web.test_requests import staff
from tests.web.test_transcripts import Headers


async def test_a_trainee_reads_all_materials_in_both_languages(
    site: Site, client: Client, own: Headers
) -> None:
    """Each page of the list opens; what was not compared with its standard says so."""
    await staff(site, client, own, StaffRole.TRAINEE)
    for language, words in (("id", "Pertanyaan latihan"), ("en", "Practice questions")):
        listed = await (await client.get(f"/bahan?lang={language}")).text()
        addresses = dict.fromkeys(re.findall(r'href="(/bahan/[\w-]+\?lang=\w+)"', listed))
        assert len(addresses) == 5
        pages = [await (await client.get(address)).text() for address in addresses]
        assert words in pages[0]
        assert sum("IKM" in page for page in pages) == 1
        assert sum("<sup>*</sup>" in page for page in pages) == 2


async def test_what_is_not_there_is_told(site: Site, client: Client, own: Headers) -> None:
    """An unknown name is absent; who is not signed in sees nothing."""
    assert (await client.get("/bahan")).status == 401
    await staff(site, client, own, StaffRole.TRAINEE)
    assert (await client.get("/bahan/rahasia")).status == 404
