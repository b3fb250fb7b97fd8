"""Unknown words are read as known ones where that is safe."""

import pytest

from kb.concepts import find
from kb.spelling import words
from kb.stems import stem
from kb.vocabulary import Vocabulary

ID = Vocabulary([], "id")
EN = Vocabulary([], "en")


@pytest.mark.parametrize(
    "forms",
    [
        ["perpanjang", "perpanjangan", "memperpanjang", "diperpanjang"],
        ["pinjam", "meminjam", "peminjaman", "dipinjam", "pinjaman"],
        ["kembali", "mengembalikan", "pengembalian", "kembalikan"],
        ["daftar", "mendaftar", "pendaftaran"],
    ],
)
def test_the_forms_of_a_library_word_share_a_stem(forms: list[str]) -> None:
    """Affixes do not hide the words a library lives by."""
    assert len({stem(form, "id") for form in forms}) == 1


@pytest.mark.parametrize(
    ("form", "root"),
    [
        ("bertanya", "tanya"),
        ("menanyakan", "tanya"),
        ("pengiriman", "kirim"),
        ("menunggu", "tunggu"),
        ("diterima", "terima"),
        ("meninggalkannya", "tinggal"),
        ("mengecek", "cek"),
        ("selesaikah", "selesai"),
        ("memperbarui", "baru"),
    ],
)
def test_forms_of_a_known_root_are_not_cut_wrongly(form: str, root: str) -> None:
    """A sound that me- swallowed comes back, an ending that belongs to the root stays."""
    assert stem(form, "id") == stem(root, "id")


@pytest.mark.parametrize("word", ["pemustaka", "pustakawan", "sekolah", "majalah", "petugas"])
def test_words_that_only_look_affixed_stay_whole(word: str) -> None:
    """The stemmer's known mistakes are kept off by the exception list."""
    assert stem(word, "id") == word


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("nyetak", "cetak"),
        ("daftarin", "daftar"),
        ("malem", "malam"),
        ("ngambil", "ambil"),
        ("kupinjem", "pinjam"),
    ],
)
def test_colloquial_forms_are_read_as_their_standard_word(written: str, meant: str) -> None:
    """Chat prefixes, the ending -in, ku-, the sound e for a: each is undone."""
    (standard,) = words(written, "id")
    assert ID.read(standard)[0] == stem(meant, "id")


@pytest.mark.parametrize(
    ("vocabulary", "typo", "meant"),
    [
        (ID, "perpanjng", "perpanjang"),
        (ID, "pendaftarran", "pendaftaran"),
        (EN, "membrship", "membership"),
        (EN, "jounral", "journal"),
    ],
)
def test_one_wrong_letter_is_forgiven(vocabulary: Vocabulary, typo: str, meant: str) -> None:
    """A letter lost, added, changed or swapped in a long word is read past, marked as a guess."""
    assert vocabulary.read(typo) == (stem(meant, vocabulary.lang), False)


@pytest.mark.parametrize(
    ("lang", "word"), [("id", "lestari"), ("id", "perintah"), ("en", "consider"), ("en", "propos")]
)
def test_a_word_that_is_a_stem_is_read_as_it_stands(lang: str, word: str) -> None:
    """A stem that the stemmer would cut once more is known all the same."""
    assert Vocabulary([word], lang).read(word) == (word, True)


def test_a_strange_word_stays_itself() -> None:
    """What resembles nothing is kept, unsure."""
    assert ID.read("zxqwvk") == ("zxqwvk", False)


def test_synonyms_of_both_languages_share_a_concept() -> None:
    """`renew` means what `perpanjang` means."""
    indonesian = find([stem("perpanjang", "id")], "id")
    english = find([stem("renew", "en")], "en")
    assert "renew" in indonesian.keys() & english.keys()


def test_a_phrase_tells_more_than_its_words() -> None:
    """`jam buka` is about hours for certain; each word alone is less so."""
    phrase = find(["jam", "buka"], "id")
    assert phrase["hours"] > find(["jam"], "id").get("hours", 0.0)
