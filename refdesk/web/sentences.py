"""What each refusal says to people, by its message key: what is wrong and what helps."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from refdesk.errors import RefdeskError
from refdesk.web.words import phrase, say

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        # The codes themselves, for errors raised without a key of their own.
        "bad_request": phrase(
            "Permintaan ini tidak dapat dipahami. Muat ulang halaman, lalu coba lagi."
        ),
        "unauthorized": phrase("Anda belum masuk. Silakan masuk lebih dahulu."),
        "forbidden_or_absent": phrase("Tidak ditemukan, atau Anda tidak berhak membukanya."),
        "conflict": phrase(
            "Perintah ini sudah pernah dikirim dengan isi lain. Muat ulang halaman."
        ),
        "rate_limited": phrase(
            "Terlalu banyak dalam waktu singkat. Tunggu sebentar, lalu coba lagi."
        ),
        "busy": phrase("Layanan sedang sangat sibuk. Coba lagi sebentar lagi."),
        "storage_full": phrase(
            "Ruang penyimpanan server penuh, jadi ini belum tersimpan. Coba lagi nanti;"
            " pengelola perlu mengosongkan ruang."
        ),
        "unavailable": phrase(
            "Layanan sedang terganggu, jadi ini belum tersimpan. Coba lagi sebentar lagi."
        ),
        "lost_claim": phrase("Percakapan ini sudah tidak di tangan Anda."),
        "too_large": phrase("Isinya terlalu besar. Ringkas dahulu, lalu kirim lagi."),
        # A conversation.
        "already_open": phrase("Percakapan ini sudah dimulai."),
        "bad_code": phrase(
            "Jenis pertanyaan atau hasilnya tidak ada dalam daftar. Pilih dari daftar."
        ),
        "bad_read_level": phrase("Tingkat READ harus angka 1 sampai 6."),
        "bad_score": phrase("Nilai harus angka 1 sampai 5."),
        "body_too_long": phrase(
            "Tulisan terlalu panjang: paling banyak 4.000 huruf. Bagi menjadi beberapa pesan."
        ),
        "claimed_by_colleague": phrase("Rekan Anda sudah mengambil percakapan ini."),
        "conversation_ended": phrase(
            "Percakapan ini sudah selesai. Silakan mulai percakapan baru."
        ),
        "empty_body": phrase("Tulis dulu pesannya."),
        "not_ended": phrase("Penilaian dapat diberikan setelah percakapan selesai."),
        "not_your_message": phrase("Hanya pesan Anda sendiri yang dapat diubah."),
        "not_yours": phrase("Percakapan ini tidak di tangan Anda. Ambil dahulu sebelum menjawab."),
        "stale_fence": phrase(
            "Percakapan ini sudah berpindah tangan. Buka lagi untuk melihat keadaannya."
        ),
        "transfer_to_self": phrase("Pilih rekan lain: percakapan ini sudah di tangan Anda."),
    }
)


def sentence(key: str, code: str, language: str) -> str:
    """Give the sentence of a message key, or that of its error code, in `language`."""
    source = SENTENCES.get(key) or SENTENCES.get(code) or SENTENCES["bad_request"]
    return say(language, source)


def sentence_of(error: RefdeskError, language: str) -> str:
    """Give what an error says to people in `language`."""
    return sentence(error.key, error.code, language)
