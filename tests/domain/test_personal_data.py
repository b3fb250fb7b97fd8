"""Personal data is found as people write it, and what only looks like it is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdesk.domain.member_numbers import reading
from refdesk.domain.personal_data import find
from refdesk.operations.telephones import is_telephone

MEMBERS = reading(("BTG-####-#####", "########"))

PLANTED = (
    ("wa sy https://wa.me/{6281173904030} aja", "phone"),
    ("refund ke {5122-9730-1071-5639} dong", "card"),
    ("min {1946 0651 0216 8505} kok ditolak", "card"),
    ("nik saya {6474011203900001} ya", "nik"),
    ("ktp {6474 0152 0390 0001}", "nik"),
    ("{647401-120390-0001}, benar?", "nik"),
    ("{64.74.01.120390.0001}", "nik"),
    ("{647401\n1203900001}", "nik"),
    ("NIK {6474011203900001} ISBN 9786020633176", "nik"),
    ("KK: {6474 0112 0390 0001}", "kk"),
    ("no. kartu keluarga {6474011203900001}", "kk"),
    ("KK perempuan tidak ada: {6474015203900001}", "nik"),
    ("kartu {4111 1111 1111 1111}", "card"),
    ("debit {5221840000000001}", "card"),
    ("wa {0812 3456 7890} 2 buku", "phone"),
    ("hub {0812-345-678-90}", "phone"),
    ("{+62 812-3456-7890}", "phone"),
    ("{62 81234567890}", "phone"),
    ("{08123456\n7890} trims", "phone"),
    ("{(0548) 21234}", "phone"),
    ("telp {021-5551234}", "phone"),
    ("{o812345678901}", "phone"),
    ("nomorku {81234567890}", "phone"),
    ("dari Johor {+60 12-345 6789}", "phone"),
    ("{budi.santoso@gmail.com}. Terima kasih", "email"),
    ("{budi @ gmail.com}", "email"),
    ("{budi (at) yahoo (dot) co.id}", "email"),
    ("{budi@\ngmail.com}", "email"),
    ("{budi.san\ntoso@gmail.com}", "email"),
    ("no anggota {12345678}", "member"),
    ("{btg 2024 00123}", "member"),
)

LOOK_ALIKES = (
    "0812976193 atau 9786239230852 bedanya apa",
    "0-8129-7048-9 masih ada?",
    "buku 088.5983 604 DEW telat",
    "resi 0112 0327 5336 98",
    "pp. 091-095 26012006",
    "ISBN 978-602-03-3317-6",
    "isbn 0-306-40615-2",
    "ISSN 0852-8489",
    "025.431 598 rak 2",
    "tanggal 08-12-2026 10.30",
    "jam 08.00-16.00",
    "Rp 1.250.000.000",
    "ikuti @buku.id ya",
    "tahun 2020 2021 2022 2023",
    "no resi 4111111111111111",
    "nomor 12345678",
    "barcode 8991234567890",
)


@pytest.mark.parametrize(("text", "kind"), PLANTED)
def test_a_planted_value_is_found_whole_with_its_kind(text: str, kind: str) -> None:
    """What stands between the braces is found, from first sign to last, and nothing else."""
    start, plain = text.index("{"), text.replace("{", "").replace("}", "")
    found = find(plain, is_telephone, MEMBERS)
    assert [(piece.kind.value, piece.start, piece.end) for piece in found] == [
        (kind, start, text.index("}") - 1)
    ]


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_a_look_alike_is_left_alone(text: str) -> None:
    """Book numbers, shelf marks, dates, hours, prices and parcels are no personal data."""
    assert find(text, is_telephone, MEMBERS) == ()


def test_two_values_side_by_side_are_two() -> None:
    """An identity number and a telephone, with a space between, are told apart."""
    found = find("6474011203900001 082150001234", is_telephone)
    assert [piece.kind.value for piece in found] == ["nik", "phone"]


def test_a_word_between_two_numbers_is_the_next_ones() -> None:
    """What is said after an identity number may be said of the number that follows."""
    found = find("kak 5157072502946400 no kk 5272042601160005", is_telephone)
    assert [piece.kind.value for piece in found] == ["nik", "kk"]


def test_what_the_first_number_is_called_the_second_is_as_well() -> None:
    """Joining words alone between them, however the first is grouped."""
    found = find("kabari ke +62895-53413277 ya, jgn ke 054872793 makasih", is_telephone)
    assert [piece.kind.value for piece in found] == ["phone", "phone"]


@given(st.text(alphabet="0123456789 .-+()@/\nabcgmail.com[]at", max_size=120))
def test_what_is_found_lies_within_the_text_in_order_and_apart(text: str) -> None:
    """No text makes the finder fail, and its pieces never overlap."""
    found = find(text, is_telephone, MEMBERS)
    ends = [0, *(piece.end for piece in found)]
    assert all(end <= piece.start < piece.end for end, piece in zip(ends, found, strict=False))
    assert ends[-1] <= len(text)


def test_a_member_pattern_without_digits_is_refused() -> None:
    """A pattern that would match words is an error with a name."""
    with pytest.raises(ValueError, match="##"):
        reading(("??-##",))
