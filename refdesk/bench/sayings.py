"""Sayings: plausible Indonesian of a desk, made up by a seeded source."""

from __future__ import annotations

import random
from typing import Final

SOUGHT: Final = "Wirasatyabudi"
"""A name that nobody in a history bears but those it is given to."""
_PATRON: Final = (
    "selamat {waktu}, apakah ada buku tentang {topik}?",
    "saya mau meminjam buku {topik} karangan {nama}, masih ada?",
    "kalau pinjaman terlambat {angka} hari dendanya berapa ya kak",
    "gimana cara memperpanjang peminjaman buku? jatuh tempo tgl {angka}",
    "jam buka hari {hari} sampai jam berapa?",
    "kartu anggota saya hilang, bagaimana mengurus penggantinya",
    "saya mencari skripsi tentang {topik} tahun 20{angka}",
    "apakah bisa membaca koran lama di ruang {topik}",
    "baik bu, kalau yang terbitan {nama} bagaimana?",
    "sudah saya cari di katalog tapi tidak ketemu",
    "oh begitu, terima kasih banyak atas bantuannya",
    "boleh minta nomor panggilnya kak?",
    "untuk tugas sekolah anak saya kelas {angka}, temanya {topik}",
    "apakah {nama} juga menulis tentang {topik}?",
)
_LIBRARIAN: Final = (
    "Selamat {waktu}, buku tentang {topik} ada di rak {angka}{angka}.{angka}, lantai dua.",
    "Mohon ditunggu, saya periksa dulu di katalog.",
    "Ada {angka} eksemplar, satu sedang dipinjam sampai hari {hari}.",
    "Karangan {nama} tersedia di koleksi referensi, hanya dibaca di tempat.",
    "Perpanjangan dapat dilakukan sekali, paling lambat hari {hari}.",
    "Denda keterlambatan dihitung per hari kerja, untuk setiap buku.",
    "Perpustakaan buka pukul 08.00 sampai 16.00 pada hari {hari}.",
    "Silakan membawa kartu identitas ke meja layanan untuk penggantian kartu anggota.",
    "Untuk {topik}, coba juga majalah terbitan {nama} di ruang baca.",
    "Nomor panggilnya {angka}{angka}.{angka} {nama}.",
    "Sama-sama, silakan bertanya lagi kapan saja.",
    "Kami catat pesanan bukunya, nanti dikabari bila sudah dikembalikan.",
)
_ABOUT: Final = (
    "sejarah kota,cerita rakyat,budidaya jamur,akuntansi dasar,fisika kuantum,resep masakan,"
    "pertanian organik,hukum waris,psikologi anak,bahasa Jawa,batik pesisir,kewirausahaan,"
    "pemrograman,gempa bumi,kesehatan ibu,pendidikan inklusif,arsitektur kolonial,perikanan,"
    "gamelan,hidroponik,filsafat timur,lingkungan hidup,pajak daerah,desain grafis,tafsir,"
    "peternakan lebah,statistika,kebaya,keris,pariwisata,koperasi,energi surya,kopi,teh,cengkih"
)
_SPELT: Final = (
    "ra sa ma ya wi ti da ha ka la nu ri su tri bo di gu pra wa ji ke lu mi no pu se ta ut yo han"
)
_TOPICS: Final = _ABOUT.split(",")
_SYLLABLES: Final = _SPELT.split()
_DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_TIMES: Final = ("pagi", "siang", "sore")


class Sayings:
    """A source of texts, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._source = random.Random(seed)  # noqa: S311 - nothing secret

    def patron(self) -> str:
        """Give what a patron writes."""
        return self._filled(_PATRON)

    def librarian(self) -> str:
        """Give what a librarian writes."""
        return self._filled(_LIBRARIAN)

    def _filled(self, forms: tuple[str, ...]) -> str:
        choose = self._source.choice
        return choose(forms).format(
            topik=choose(_TOPICS),
            nama=(choose(_SYLLABLES) + choose(_SYLLABLES) + choose(_SYLLABLES)).capitalize(),
            angka=int(self._source.random() * 30) + 1,
            hari=choose(_DAYS),
            waktu=choose(_TIMES),
        )
