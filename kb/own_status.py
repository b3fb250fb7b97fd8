"""An own-status question asks how one patron's own matter stands, which no entry can know."""

from __future__ import annotations

import re

from kb.spelling import words

PATTERNS = {
    "id": (
        r"\bsudah\b.*\bbelum\b",
        r"\b(?:saya|ku|\w+ku|\w+nya)\b.*\bbelum$",
        r"\bsudah bayar\b.*\bmasih\b",
        r"\b(?:denda|pinjaman|pesanan|tagihan)(?: saya|ku)?\b.*\b(?:sekarang|saat ini)\b",
        r"\bsampai mana\b.*\b(?:saya|ku|\w+ku)\b",
        (
            r"\bkapan\b.*\b(?:pesanan|permohonan|pengajuan|usulan|kartu)(?: saya|ku)\b.*"
            r"\b(?:jadi|selesai|sampai|disetujui|datang)\b"
        ),
        r"(?:ku|\bsaya)\b.*\bkapan (?:jadi|selesai|datang|sampai|keluar|dikirim|disetujui)",
        r"\bkapan\b.*(?:ku|\bsaya) (?:jadi|selesai|datang|sampai|keluar|dikirim|disetujui)\b",
        r"(?:ku|\bsaya)\b.*\b(?:jadinya|datangnya|selesainya) kapan\b",
        r"(?:ku|\bsaya)\b.*\b(?:diterima|disetujui|diproses)\b",
        r"\bnomor anggota(?: saya|ku)\b",
        r"\b(?:acc|disetujui|diproses|dibalas)\b.*\b(?:belum|kapan|saya|ku)\b",
    ),
    "en": (
        (
            r"\b(?:is|are|was|has|have) my\b.*\b(?:ready|yet|back|in|here|processed|approved|"
            r"arrived|come|done|shipped|posted)\b"
        ),
        r"\b(?:did|have) (?:you|u|they) (?:get|got|receive|received|process|processed|see) my\b",
        r"\b(?:do|am) i\b.*\b(?:right now|currently|at the moment)\b",
        r"\bwhat (?:do i have|books do i have|is my balance)\b",
        r"\b(?:status|update) (?:of|on) my\b",
        r"\bmy\b.*\byet$",
    ),
}
TELLING = {
    "id": frozenset(
        (
            *("acc", "belum", "dibalas", "diproses", "disetujui", "diterima", "kapan", "nomor"),
            *("saat", "sampai", "sekarang", "sudah"),
        )
    ),
    "en": frozenset(("my", "i")),
}
"""Words without one of which no pattern fits: most questions have none."""
_COMPILED = {lang: re.compile("|".join(patterns)) for lang, patterns in PATTERNS.items()}


def asks_own_status(text: str, lang: str) -> bool:
    """Tell whether the text asks about the state of the patron's own loan, request or account."""
    said = words(text, lang)
    return not TELLING[lang].isdisjoint(said) and bool(_COMPILED[lang].search(" ".join(said)))
