"""Wordings of facts are checked by their kind."""

from __future__ import annotations

import pytest

from kb.fact_list import Fact
from refdesk.knowledge.fact_kinds import fault_of
from refdesk.operations.facts import listed_facts


@pytest.mark.parametrize("fact", listed_facts(), ids=lambda fact: fact.name)
def test_the_starters_own_wordings_will_do(fact: Fact) -> None:
    """Every wording that the starter base comes with passes the check of its kind."""
    assert [fault_of(fact.kind, text) for text in fact.wording.values()] == ["", ""]


@pytest.mark.parametrize(
    ("kind", "wording", "fault"),
    [
        ("text", "  ", "fact_empty"),
        ("text", "x" * 301, "fact_too_long"),
        ("text", "di lobi.", "fact_full_stop"),
        ("text", "lihat {{denda}}", "bad_character"),
        ("text", "dua\nbaris", "bad_character"),
        ("number", "tiga buku", "fact_number"),
        ("number", "3 buku", ""),
        ("rupiah", "500 per hari", "fact_rupiah"),
        ("rupiah", "gratis", ""),
        ("time", "pukul 08.00–16.75", "fact_time"),
        ("time", "pagi", "fact_time"),
        ("time", "tutup", ""),
        ("link", "www.perpus.go.id", "fact_link"),
        ("link", "https://perpus.go.id", ""),
        ("phone", "lewat WA", "fact_phone"),
        ("phone", "+62 548 1234", ""),
        ("mail", "layanan di perpus", "fact_mail"),
        ("mail", "layanan@perpus.go.id", ""),
    ],
)
def test_a_wording_is_checked_by_its_kind(kind: str, wording: str, fault: str) -> None:
    """What will not do is named by the key of its message."""
    assert fault_of(kind, wording) == fault
