"""Passwords that are guessed soon: the common ones, patterns, words of this place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

EASY: Final = 1e8  # guesses; zxcvbn calls a password safe from guessing on line from here on
_LOOKED_AT: Final = 72  # characters; what follows makes no password worse
# What Indonesian libraries' passwords are made of, beside the common ones that zxcvbn knows.
_WORDS: Final = (
    *("refdesk", "pustaka", "perpustakaan", "pustakawan", "pemustaka", "perpus", "library"),
    *("librarian", "referensi", "layanan", "buku", "baca", "dinas", "kearsipan", "arsip"),
    *("sandi", "rahasia", "masuk", "bismillah", "alhamdulillah", "assalamualaikum", "sayang"),
    *("sayangku", "cinta", "cintaku", "indonesia", "merdeka", "pancasila", "garuda", "nusantara"),
)


def easily_guessed(password: str, about: Iterable[str]) -> bool:
    """Tell whether a password is guessed within some hundred million tries.

    `about` are words of the person: login, name. Up to 0.1 s of work, for a thread. Estimated as
    by D. L. Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016.
    """
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its word lists take 10 MB, here only

    person = [word for text in about for word in (text, *text.split())]
    found = zxcvbn(password[:_LOOKED_AT], user_inputs=[*_WORDS, *person])
    return float(found["guesses"]) < EASY
