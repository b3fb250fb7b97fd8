"""The words beside a number that tell what it is: "no KK", "wa", "ISBN", "harga"."""

from __future__ import annotations

import re
from enum import Enum, auto


class Cue(Enum):
    """What the nearest telling word says."""

    NONE = auto()
    NIK = auto()
    KK = auto()
    CARD = auto()
    PHONE = auto()
    SHELF = auto()  # a book, a price, an order: no personal data


_WORDS = {
    Cue.NIK: "nik ktp ektp kia kependudukan identitas identity nomornik",
    Cue.KK: "kk nokk",
    Cue.CARD: "kredit debit credit atm kartunya kegesek visa mastercard gpn jcb amex cc",
    Cue.PHONE: "hp hape nohp wa nowa whatsapp whatsap telp tlp telpon telepon telfon telf tel phone"
    " kontak contact hub hubungi call sms fax faks kantor office seluler mobile nomorku nomornya"
    " nomerku nomernya notelp handphone ponsel dihubungi nelpon nelfon ditelpon ditelfon kabari"
    " telponnya telp",
    Cue.SHELF: "isbn issn ddc barcode barkode resi inventaris registrasi rp idr harga panggil klas"
    " klasifikasi udc order pesanan faktur invoice va rekening rek npwp doi trx transaksi ref bukti"
    " transfer tagihan booking pp hlm",
}
_CUES = {word: cue for cue, words in _WORDS.items() for word in words.split()}
_PAIRS = {
    ("kartu", "keluarga"): Cue.KK,
    ("kartu", "kel"): Cue.KK,
    ("family", "card"): Cue.KK,
    ("master", "card"): Cue.CARD,
    ("call", "number"): Cue.SHELF,
    ("call", "no"): Cue.SHELF,
    ("no", "kartu"): Cue.CARD,
    ("bayar", "pake"): Cue.CARD,
    ("bayar", "pakai"): Cue.CARD,
    ("refund", "ke"): Cue.CARD,
    ("induk", "buku"): Cue.SHELF,
    ("id", "card"): Cue.NIK,
}
_TELLING = _CUES.keys() | {second for _, second in _PAIRS}
_OF_NO_USE = (Cue.NONE, Cue.SHELF)
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d{4,}")
_JOINING = frozenset(
    ["atau", "or", "dan", "and", "jgn", "jangan", "ke", "ya", "sama", "juga", "bukan"]
)
_BEFORE, _AFTER = 48, 16  # characters
_SHORT = 4  # digits that make a number


def before(text: str, start: int) -> Cue:
    """Give what the last telling word before a number says; what stands before another is that's.

    "wa 0812… atau 021…": the second is called what the first is.
    """
    *earlier, nearest = _NUMBER.split(text[max(0, start - _BEFORE) : start].lower())
    words = _WORD.findall(nearest)
    found = _last_said(words)
    if found is not Cue.NONE or not earlier or not words or not _JOINING.issuperset(words):
        return found
    told = next((said for said in map(_WORD.findall, reversed(earlier)) if said), [])
    return Cue.PHONE if _last_said(told) is Cue.PHONE else Cue.NONE


def after(text: str, end: int) -> Cue:
    """Give what the first telling word after a number says, unless it is said of the next number.

    What follows a number is no name of its shelf.
    """
    if _NUMBER.search(text, end, end + _AFTER + _SHORT):
        return Cue.NONE
    words = _WORD.findall(text[end : end + _AFTER].lower())
    told = (_said(words, place) for place, word in enumerate(words) if word in _TELLING)
    return next((found for found in told if found not in _OF_NO_USE), Cue.NONE)


def _last_said(words: list[str]) -> Cue:
    for place in range(len(words) - 1, -1, -1):
        if words[place] in _TELLING and (found := _said(words, place)) is not Cue.NONE:
            return found
    return Cue.NONE


def _said(words: list[str], place: int) -> Cue:
    pair = (words[place - 1], words[place]) if place else ("", words[place])
    return _PAIRS.get(pair) or _CUES.get(words[place], Cue.NONE)
