"""What a desk seals, drops or keeps, and what is left in the text."""

from __future__ import annotations

from refdesk.domain.personal_data import Kind
from refdesk.domain.redaction import Original, Policy, Treatment, redact
from refdesk.operations.telephones import is_telephone

TEXT = "NIK 6474011203900001, wa 0812 3456 7890, surel budi@gmail.com"


def test_all_kinds_are_sealed_unless_the_desk_says_otherwise() -> None:
    """The text holds tokens counted from 1, and each original is given out to be sealed."""
    cleaned = redact(TEXT, Policy(), is_telephone)
    assert cleaned.body == "NIK [NIK 1], wa [TELEPON 2], surel [EMAIL 3]"
    assert cleaned.originals == (
        Original(1, Kind.NIK, "6474011203900001"),
        Original(2, Kind.PHONE, "0812 3456 7890"),
        Original(3, Kind.EMAIL, "budi@gmail.com"),
    )


def test_what_is_dropped_is_nowhere_and_what_is_kept_stays() -> None:
    """A dropped value leaves only its token, a kept one is untouched."""
    policy = Policy({Kind.NIK: Treatment.DROP, Kind.EMAIL: Treatment.KEEP})
    cleaned = redact(TEXT, policy, is_telephone)
    assert cleaned.body == "NIK [NIK 1], wa [TELEPON 2], surel budi@gmail.com"
    assert [original.kind for original in cleaned.originals] == [Kind.PHONE]


def test_redacting_twice_changes_nothing_more() -> None:
    """A token holds nothing that would be found again."""
    once = redact(TEXT, Policy(), is_telephone).body
    assert redact(once, Policy(), is_telephone).body == once


def test_a_text_without_personal_data_is_the_same_object() -> None:
    """The usual message costs no copy."""
    text = "min bisa perpanjang buku online ga?"
    assert redact(text, Policy(), is_telephone).body is text
