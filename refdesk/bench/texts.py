"""What the reference conversations say: 20 to 300 bytes of Indonesian, 5 % with numbers."""

from __future__ import annotations

import random
from typing import Final

SHORTEST: Final = 20  # bytes
LONGEST: Final = 300
NUMBERED: Final = 0.05
_SAID: Final = (
    "apakah perpustakaan punya buku tentang sejarah kota tua bagaimana cara memperpanjang pinjaman "
    "saya sudah mencari di katalog tetapi tidak ketemu jurnal skripsi kartu anggota hilang denda "
    "ruang baca buka sampai jam berapa hari sabtu terima kasih banyak kak mohon bantuannya untuk "
    "tugas sekolah anak kelas lima cerita rakyat majalah lama koran digital bisa dipinjam dibawa "
    "pulang atau hanya dibaca di tempat lantai dua rak nomor panggil pengarang penerbit edisi baru"
)
_WORDS: Final = _SAID.split()


def texts(count: int, seed: int = 7) -> list[str]:
    """Give so many texts, the same for the same seed."""
    source = random.Random(seed)  # noqa: S311 - nothing secret
    return [_text(source) for _ in range(count)]


def _text(source: random.Random) -> str:
    length = source.randint(SHORTEST, LONGEST)
    words: list[str] = []
    if source.random() < NUMBERED:
        words.append(f"08{source.randint(10**8, 10**10)}")
    while sum(map(len, words)) + len(words) <= length:
        words.append(source.choice(_WORDS))
    return " ".join(words)[:length]
