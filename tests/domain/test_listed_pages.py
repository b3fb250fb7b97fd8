"""Pages of the list of transcripts in the audit: short, found again, without what was sought."""

from __future__ import annotations

from datetime import timedelta

from refdesk.domain.listed_pages import TEXT, ListedPage, listed_page, noted
from tests.contracts.writing import NOON

DAY = timedelta(days=1)
SHOWN = [("c2", NOON), ("c1", NOON - DAY)]


def test_a_page_without_gaps_is_a_span() -> None:
    """However many rows it has; those of one channel too."""
    for filters, channel in (({}, ""), ({"channel": "web"}, "web")):
        target, detail = noted(SHOWN, filters)
        assert "c1" not in detail
        assert listed_page(target, f"{detail} token:t7") == ListedPage(NOON - DAY, NOON, channel)


def test_a_page_with_gaps_names_its_conversations() -> None:
    """Where others lay between them, they are not taken for seen."""
    target, detail = noted(SHOWN, {"stage": "ended", TEXT: ""})
    assert detail == "rows:2 stage:ended text only:c2,c1"
    assert listed_page(target, detail) == ListedPage(NOON - DAY, NOON, "", ("c2", "c1"))


def test_a_page_without_rows_showed_nothing() -> None:
    """What was asked for is not kept either: nobody of that kind is there."""
    assert noted([], {"channel": "semua only:c1"}) == ("", "rows:0")
    assert listed_page(*noted([], {})) is None
