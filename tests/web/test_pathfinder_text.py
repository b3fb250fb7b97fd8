"""What a pathfinder says where it is one text: in the panel, in Telegram."""

from __future__ import annotations

from dataclasses import replace

from kb.entries import Kind, Lang, Source
from refdesk.web.entry_texts import text_of
from tests.web.site import HISTORY, RENEW

GUIDE = replace(
    HISTORY,
    answer="Mulai dari satu pertanyaan.\n\n1. Cari di katalog\n2. Tanya kami",
    for_whom="Pelajar.",
    search_terms=("sejarah lokal", "arsip"),
    sources=(
        Source(title="Sejarah Indonesia", call_number="959.8"),
        Source(title="Arsip", link="https://arsip.example"),
    ),
)


def test_a_pathfinder_reads_well_as_plain_text() -> None:
    """Scope first, steps numbered, sources with call number and address, search terms last."""
    assert text_of(GUIDE).text == (
        "Cakupan: Dari buku sampai arsip.\n\n"
        "Untuk siapa: Pelajar.\n\n"
        "Mulai dari satu pertanyaan.\n\n"
        "1. Cari di katalog\n2. Tanya kami\n\n"
        "Sumber\n\n"
        "• Sejarah Indonesia · No. panggil 959.8\n"
        "• Arsip (https://arsip.example)\n\n"
        "Kata kunci penelusuran\n\n"
        "sejarah lokal, arsip"
    )
    english = text_of(replace(GUIDE, lang=Lang.ENGLISH)).text
    assert english.startswith("Covers: ")
    assert "Call no. 959.8" in english


def test_what_is_missing_leaves_no_heading() -> None:
    """A bare pathfinder is its text; an FAQ never says more than its answer."""
    bare = replace(GUIDE, scope="", for_whom="", search_terms=(), sources=())
    assert text_of(bare).text == "Mulai dari satu pertanyaan.\n\n1. Cari di katalog\n2. Tanya kami"
    faq = replace(RENEW, sources=GUIDE.sources)
    assert faq.kind is Kind.FAQ
    assert "Sumber" not in text_of(faq).text
