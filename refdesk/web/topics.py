"""The topics of the knowledge base by the names patrons read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from kb.entries import Entry
from refdesk.web.words import phrase, say

TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "jam-layanan": phrase("Jam layanan"),
        "kontak": phrase("Alamat dan kontak"),
        "keanggotaan": phrase("Keanggotaan"),
        "kartu": phrase("Kartu anggota"),
        "akun": phrase("Akun"),
        "peminjaman": phrase("Peminjaman"),
        "perpanjangan": phrase("Perpanjangan"),
        "pengembalian": phrase("Pengembalian"),
        "denda": phrase("Denda"),
        "biaya": phrase("Biaya"),
        "katalog": phrase("Katalog"),
        "koleksi": phrase("Koleksi"),
        "koleksi-daerah": phrase("Koleksi daerah"),
        "digital": phrase("Koleksi digital"),
        "ipusnas": phrase("iPusnas"),
        "rujukan": phrase("Bantuan penelusuran"),
        "pelajar": phrase("Pelajar dan mahasiswa"),
        "anak": phrase("Anak dan keluarga"),
        "aksesibilitas": phrase("Penyandang disabilitas"),
        "fasilitas": phrase("Ruang dan fasilitas"),
        "layanan": phrase("Layanan"),
        "acara": phrase("Acara"),
        "komunitas": phrase("Komunitas"),
        "aturan": phrase("Aturan"),
        "privasi": phrase("Privasi"),
        "kesehatan": phrase("Kesehatan"),
        "pekerjaan": phrase("Pekerjaan dan usaha"),
        "literasi-informasi": phrase("Literasi informasi"),
        "panduan": phrase("Panduan pustaka"),
    }
)
OTHERS = phrase("Lain-lain")


def topic_name(slug: str, language: str) -> str:
    """Give a topic's name; one that an editor added reads as it was written."""
    source = TOPICS.get(slug)
    return say(language, source) if source else slug.replace("-", " ").capitalize()


def by_topic(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Sort entries under their first topic, topics in the table's order, own ones after them."""
    shelves: dict[str, list[Entry]] = {}
    for entry in entries:
        shelves.setdefault(entry.topics[0] if entry.topics else "", []).append(entry)
    order = {slug: place for place, slug in enumerate(TOPICS)}
    return dict(sorted(shelves.items(), key=lambda item: (order.get(item[0], 99), item[0])))
