"""Names are taken out of reasons, which nobody can change later; handles too."""

from __future__ import annotations

import pytest

from refdesk.domain.given_names import without_names


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("surat Budi Santoso 12/3", "surat [NAMA] 12/3"),
        ("ibu SANTOSO menelepon, dari @budi_btg", "ibu [NAMA] menelepon, dari [NAMA]"),
        ("budidaya ikan; Budiman", "budidaya ikan; Budiman"),
        ("surat 12, budi@contoh.id", "surat 12, [NAMA]@contoh.id"),
    ],
)
def test_a_name_and_its_parts_go_as_whole_words(text: str, left: str) -> None:
    """Whatever their case; longer words that begin so stay."""
    assert without_names(text, ["Budi Santoso"]) == left


@pytest.mark.parametrize("names", [[], [""], [" "]])
def test_without_a_name_only_handles_go(names: list[str]) -> None:
    """Whatever their length."""
    assert without_names("Al meminta, @al, @alfan", names) == "Al meminta, [NAMA], [NAMA]"


def test_a_short_name_goes_whole() -> None:
    """Parts of under three letters stay: they would be in too many names."""
    assert without_names("Ed menelepon; edisi 2", [" Ed "]) == "[NAMA] menelepon; edisi 2"
    assert without_names("Ed dan de Wit", ["Ed de Wit"]) == "Ed dan de [NAMA]"
