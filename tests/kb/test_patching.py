"""A patched generation answers as an index written anew would."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.entries import Entry, State
from kb.generation import FIELDS, Shelf
from kb.index import build
from kb.suggest import FEW, Suggester
from tests.kb.shelf_of_five import FIVE, entry

ADDED = [
    entry("wifi", "en", "Is there Wi-Fi?", "Yes, free.", aliases=("internet code",)),
    entry("aula", "id", "Boleh pinjam aula?", "Boleh, ajukan surat.", keywords=("ruang",)),
    entry("zebra", "id", "Ada mainan zebra?", "Ada."),
]
EDITED = [
    *(replace(one, title=f"{one.title} Ubah", alternatives=("kata baru",)) for one in FIVE),
    *(replace(one, aliases=("panggilan lain",)) for one in FIVE),
    *(replace(one, state=State.RETIRED) for one in FIVE),
]


def postings(shelf: Shelf, field: str) -> dict[str, list[tuple[int, object]]]:
    """Give the scored postings of a field by term."""
    impacts = shelf.impacts[field]
    return {
        term: [
            (int(number), pytest.approx(float(score), rel=1e-5))
            for number, score in zip(
                impacts.holders(term), impacts.scores[impacts.span(row)], strict=True
            )
        ]
        for term, row in impacts.rows.items()
    }


def applied(edits: Sequence[Entry]) -> list[Entry]:
    """Give the five with these versions in place of theirs, or beside them."""
    return list({one.key: one for one in (*FIVE, *edits)}.values())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=st.lists(st.sampled_from([*ADDED, *EDITED]), unique_by=lambda one: one.key))
def test_a_patched_generation_equals_a_new_one(
    tmp_path_factory: pytest.TempPathFactory, edits: list[Entry]
) -> None:
    """Whatever was added, changed or retired: the same entries, postings and scores."""
    home = tmp_path_factory.mktemp("patching")
    old = Suggester(build(FIVE, home, "v1"), FIVE)
    after = applied(edits)
    quick = old.edited(after, "v2")
    assert quick is not None
    anew = build(after, home, "v2")
    assert quick.generation.version == anew.version
    for lang, shelf in anew.shelves.items():
        fast = quick.generation.shelves[lang]
        assert fast.ids == shelf.ids
        assert fast.owners.tolist() == shelf.owners.tolist()
        for field in FIELDS:
            assert postings(fast, field) == postings(shelf, field)


def test_an_edit_is_found_and_the_old_suggester_is_unharmed(tmp_path: Path) -> None:
    """A new wording is answered by the new suggester only."""
    old = Suggester(build(FIVE, tmp_path, "v1"), FIVE)
    new = old.edited(applied(ADDED), "v2")
    assert new is not None
    assert [item.entry_id for item in new.search("mainan zebra", "id", 1)] == ["zebra"]
    assert "zebra" not in [item.entry_id for item in old.search("mainan zebra", "id")]


def test_many_edits_ask_for_a_new_index(tmp_path: Path) -> None:
    """A whole import is no edit."""
    old = Suggester(build(FIVE, tmp_path, "v1"), FIVE)
    many = [entry(f"soal-{n}", "id", f"Soal {n}?", "Jawab.") for n in range(FEW + 1)]
    assert old.edited([*FIVE, *many], "v2") is None
