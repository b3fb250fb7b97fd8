"""What is over its time goes, the figures stay; what is not over stays as well."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from refdesk.desk.transcript_ports import Wanted
from refdesk.domain.actors import Actor, Party
from refdesk.domain.commands import End, Open, Rate, Say
from refdesk.privacy.ports import PUT_OFF
from refdesk.privacy.retention import Gone, Retention, Times
from refdesk.store import scrubbing
from tests.web.site import Site, open_site

DAY = timedelta(days=1)
PATRON = Actor(Party.PATRON, "p1")
CANARY = "kanari-7f3a9"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A whole site over an SQLite file."""
    async with open_site(tmp_path) as site:
        yield site


async def test_a_purge_says_that_bytes_may_remain(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While somebody reads in the log; the next one scrubs although nothing goes any more."""
    monkeypatch.setattr(scrubbing, "_TRIES", 1)
    await converse(site, 1, CANARY)
    site.behind.now += 91 * DAY
    with closing(sqlite3.connect(tmp_path / "refdesk.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM conversation").fetchone()
        gone = await retention(site).purge(site.behind.now)
        assert (gone.conversations, gone.put_off) == (1, PUT_OFF)
        assert CANARY.encode() in everything(tmp_path)
    assert await retention(site).purge(site.behind.now) == Gone()
    assert CANARY.encode() not in everything(tmp_path)


def retention(site: Site, **times: timedelta | None) -> Retention:
    """Give the retention of a site, texts for 90 days unless said otherwise."""
    behind = site.behind
    return Retention(behind.store.expiring, behind.turns.take, Times(**times))


async def converse(site: Site, number: int, text: str, *, end: bool = True) -> str:
    """Hold a conversation; give its id."""
    opened = await site.parts.desk.open(
        PATRON, Open(text, "web", "id", name=f"Budi {text}"), cid=f"{number:032x}", fingerprint=b""
    )
    take, conversation = site.behind.turns.take, opened.conversation
    await take(PATRON, conversation, Say(f"lagi {text}"))
    if end:
        await take(PATRON, conversation, End())
        await take(PATRON, conversation, Rate(4, f"ulasan {text}"))
    return conversation


async def test_texts_go_after_their_time_and_the_figures_stay(site: Site, tmp_path: Path) -> None:
    """No byte of a text, a name or a comment is left; counts, times and ratings are as before."""
    await converse(site, 1, CANARY)
    site.behind.now += 60 * DAY
    await converse(site, 2, "masih baru")
    before = await figures(site)
    site.behind.now += 31 * DAY
    assert await retention(site).due(site.behind.now) == Gone(conversations=1)
    assert (await retention(site).purge(site.behind.now)).conversations == 1
    assert await figures(site) == before
    files = everything(tmp_path)
    assert CANARY.encode() not in files
    assert b"masih baru" in files


async def test_nothing_goes_that_is_open_or_in_its_time(site: Site) -> None:
    """An open conversation has no end to count from, however old it is."""
    await converse(site, 1, "terbuka", end=False)
    site.behind.now += 400 * DAY
    await converse(site, 2, "baru selesai")
    assert await retention(site, audit=None).purge(site.behind.now) == Gone()


async def test_a_purge_can_be_cut_off_and_goes_on(site: Site) -> None:
    """Of so many at most goes at once; what is left goes with the next call."""
    for number in range(5):
        await converse(site, number + 1, f"teks {number}")
    site.behind.now += 91 * DAY
    counts = [
        (await retention(site).purge(site.behind.now, at_most=2)).conversations for _ in range(4)
    ]
    assert counts == [2, 2, 1, 0]


async def test_where_children_write_texts_are_kept_a_third_as_long(site: Site) -> None:
    """After thirty days of ninety they go; those of other desks stay."""
    take = site.behind.turns.take
    for number, desk in enumerate(("anak", "main"), 1):
        opened = await site.parts.desk.open(
            PATRON, Open(f"teks {desk}", "web", "id", desk=desk), cid=f"{number:032x}"
        )
        await take(PATRON, opened.conversation, End())
    site.behind.now += 31 * DAY
    behind = site.behind
    kept = Retention(behind.store.expiring, take, Times(), frozenset({"anak"}))
    assert await kept.due(behind.now) == Gone(conversations=1)
    assert (await kept.purge(behind.now)).conversations == 1
    left = [one.line.desk for one in await site.parts.transcripts.page(Wanted()) if not one.purged]
    assert left == ["main"]


async def test_for_ever_is_for_ever(site: Site) -> None:
    """A kind without a time is left alone."""
    await converse(site, 1, "arsip")
    site.behind.now += 4_000 * DAY
    assert await retention(site, texts=None).due(site.behind.now) == Gone()


def everything(folder: Path) -> bytes:
    """Read all files below a folder."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


async def figures(site: Site) -> list[tuple[object, ...]]:
    """Give what statistics are made of."""
    return [
        (one.line.opened_at, one.line.ended_at, one.messages, one.rating, one.line.stage)
        for one in await site.parts.transcripts.page(Wanted())
    ]
