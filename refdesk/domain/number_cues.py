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
    Cue.CARD: "kredit debit credit atm visa mastercard gpn jcb amex cc",
    Cue.PHONE: "hp hape nohp wa nowa whatsapp whatsap telp tlp telpon telepon telfon telf tel phone"
    " kontak contact hub hubungi call sms fax faks kantor office seluler mobile nomorku nomornya"
    " nomerku nomernya notelp handphone ponsel",
    Cue.SHELF: "isbn issn ddc barcode barkode resi inventaris registrasi rp idr harga panggil klas"
    " klasifikasi udc order pesanan faktur invoice va rekening rek npwp doi",
}
_CUES = {word: cue for cue, words in _WORDS.items() for word in words.split()}
_PAIRS = {
    ("kartu", "keluarga"): Cue.KK,
    ("kartu", "kel"): Cue.KK,
    ("family", "card"): Cue.KK,
    ("master", "card"): Cue.CARD,
    ("call", "number"): Cue.SHELF,
    ("induk", "buku"): Cue.SHELF,
    ("id", "card"): Cue.NIK,
}
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE, _AFTER = 40, 16  # characters


def cue(text: str, start: int, end: int) -> Cue:
    """Give what the last telling word before a number says, else the first one after it."""
    before = _words(text, max(0, start - _BEFORE), start)
    for place in range(len(before) - 1, -1, -1):
        found = _said(before, place)
        if found is not Cue.NONE:
            return found
    after = _words(text, end, end + _AFTER)
    return next(
        (said for place in range(len(after)) if (said := _said(after, place)) is not Cue.NONE),
        Cue.NONE,
    )


def _words(text: str, start: int, end: int) -> list[str]:
    return _WORD.findall(text[start:end].lower())


def _said(words: list[str], place: int) -> Cue:
    pair = (words[place - 1], words[place]) if place else ("", words[place])
    return _PAIRS.get(pair) or _CUES.get(words[place], Cue.NONE)
