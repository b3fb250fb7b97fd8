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
        "colleague_absent": phrase("Rekan itu sedang tidak bertugas. Pilih rekan lain."),
        "bad_verdict": phrase("Penilaian saran itu tidak dikenal. Muat ulang halaman."),
        "bad_character": phrase("Ada huruf yang tidak dapat disimpan. Hapus, lalu kirim lagi."),
        "cid_used": phrase(
            "Perintah ini sudah pernah dikirim dengan isi lain. Muat ulang halaman."
        ),
        "writer_backlog": phrase("Layanan sedang sangat sibuk. Coba lagi sebentar lagi."),
        "gap_needs_entry": phrase(
            "Sebutkan entri yang menjawab kelompok pertanyaan ini, atau draf yang sedang ditulis."
        ),
        "stopped": phrase("Dihentikan. Tidak ada yang berubah."),
        "search_damaged": phrase(
            "Indeks pencarian transkrip rusak dan sedang dibuat ulang. Coba lagi sebentar lagi."
        ),
        "sealing_key": phrase(
            "Data pribadi ini tidak dapat dibuka: kuncinya tidak ada di server. "
            "Beri tahu pengelola."
        ),
        "scrub_put_off": phrase(
            "Ditunda: sisa dari yang dihapus mungkin masih ada dalam berkas basis data sampai "
            "pembersihan berikutnya berhasil. Server mencobanya lagi sendiri; bila tidak ada "
            "server, jalankan refdesk privacy purge."
        ),
        "scrub_needs_upgrade": phrase(
            "Ditunda: sisa dari yang dihapus mungkin masih ada dalam berkas basis data sampai "
            "berkas dari rilis lama ini ditulis ulang. Hentikan server, lalu jalankan "
            "refdesk upgrade."
        ),
        "not_holder": phrase(
            "Hanya pustakawan yang memegang percakapan ini yang dapat melihatnya."
        ),
        "store_contended": phrase("Layanan sedang sangat sibuk. Coba lagi sebentar lagi."),
        "store_closed": phrase("Layanan sedang dihentikan. Coba lagi sebentar lagi."),
        # What patrons ask about their own data.
        "forgotten": phrase("Isi percakapan ini sudah dihapus; tidak ada lagi yang dapat diubah."),
        "asked_in_future": phrase("Waktu diterimanya permintaan tidak boleh di masa depan."),
        "request_done": phrase(
            "Permintaan ini sudah selesai; nomor buktinya tetap seperti adanya."
        ),
        "restricted": phrase(
            "Percakapan ini dibatasi; isinya disimpan sampai pembatasannya dicabut."
        ),
        "no_such_message": phrase("Pesan pemustaka dengan nomor itu tidak ada di percakapan ini."),
        "learning_refused": phrase(
            "Pemustaka tidak mengizinkan isi percakapan ini dipakai untuk entri."
        ),
        "reason_needed_here": phrase(
            "Percakapan ini dari meja lain. Tulis dulu alasan Anda membukanya."
        ),
        "reason_needed": phrase(
            "Tulis dulu alasannya, misalnya nomor surat, tanpa nama siapa pun."
        ),
        "request_of_nobody": phrase(
            "Data siapa? Isi nomor percakapan, nomor bukti, kunci pemustaka, atau telegram:nomor."
        ),
        "token_of_nobody": phrase("Jejak audit tidak memuat token API dengan nomor itu."),
        "correction_needs_message": phrase(
            "Pembetulan perlu satu percakapan, nomor pesan, dan tulisan yang benar."
        ),
        # Coming back.
        "code_not_valid": phrase(
            "Kode ini salah, sudah dipakai, atau sudah lewat masanya. Periksa hurufnya; bila tetap"
            " gagal, tanyakan lagi."
        ),
        "too_many_codes": phrase("Terlalu banyak kode yang salah. Coba lagi dalam beberapa menit."),
        "bad_token": phrase("Halaman ini tidak dikenal lagi. Muat ulang, lalu coba lagi."),
        # Signing in, accounts.
        "wrong_password": phrase("Nama masuk atau kata sandi salah."),
        "too_many_tries": phrase(
            "Terlalu banyak percobaan masuk. Tunggu sebentar, lalu coba lagi."
        ),
        "signed_out": phrase("Anda sudah keluar. Silakan masuk lagi."),
        "stale_page": phrase("Halaman ini sudah usang. Muat ulang, lalu coba lagi."),
        "foreign_origin": phrase("Permintaan ini datang dari situs lain dan ditolak."),
        "bad_login": phrase(
            "Nama masuk berisi 2–40 huruf kecil, angka, titik, garis bawah, atau tanda hubung."
        ),
        "bad_name": phrase("Nama harus diisi, paling banyak 80 huruf."),
        "short_password": phrase("Kata sandi terlalu pendek: paling sedikit 10 huruf."),
        "easy_password": phrase(
            "Kata sandi ini mudah ditebak. Pakai kalimat pendek dari tiga kata atau lebih."
        ),
        "passwords_differ": phrase("Kedua kata sandi tidak sama. Ketik ulang keduanya."),
        "login_taken": phrase("Nama masuk itu sudah dipakai. Pilih yang lain."),
        "no_role": phrase("Pilih paling sedikit satu peran."),
        "bad_role": phrase("Peran itu tidak dikenal."),
        "no_such_staff": phrase("Akun itu tidak ada."),
        "no_such_material": phrase("Bahan itu tidak ada. Lihat daftarnya di /bahan."),
        "account_disabled": phrase("Akun ini nonaktif. Aktifkan dahulu, lalu buat tautannya."),
        "second_factor_needed": phrase("Masukkan kode dari aplikasi autentikator Anda."),
        "wrong_code": phrase(
            "Kode salah atau sudah dipakai. Tunggu kode berikutnya, atau pakai kode pemulihan."
        ),
        "second_factor_on": phrase("Verifikasi dua langkah sudah aktif."),
        "second_factor_is_off": phrase("Verifikasi dua langkah belum aktif."),
        "owes_password": phrase("Ganti dulu kata sandi Anda."),
        "owes_second_factor": phrase("Aktifkan dulu verifikasi dua langkah."),
        "wrong_old_password": phrase("Kata sandi lama salah."),
        "wrong_own_password": phrase("Kata sandi Anda salah."),
        "same_password": phrase("Kata sandi baru sama dengan yang lama. Pilih yang lain."),
        "last_admin": phrase(
            "Ini administrator aktif terakhir. Jadikan orang lain administrator dahulu."
        ),
        "link_over": phrase(
            "Tautan ini salah, sudah dipakai, atau sudah lewat masanya. Minta tautan baru kepada"
            " administrator."
        ),
        "no_such_sign_in": phrase("Perangkat itu sudah keluar."),
        "bad_api_token": phrase("Token ini salah, sudah dicabut, atau sudah lewat masanya."),
        "not_in_scope": phrase("Token ini tidak berlaku untuk alamat ini."),
        "no_such_token": phrase("Token itu tidak ada lagi."),
        "bad_token_name": phrase("Beri token ini nama, paling banyak 80 huruf."),
        "bad_scope": phrase("Pilih paling sedikit satu hal yang boleh dilakukan token ini."),
        "bad_days": phrase("Masa berlaku token 1 sampai 366 hari."),
        "too_many_tokens": phrase("Sudah ada 20 token. Cabut dulu yang tidak dipakai lagi."),
        "bad_webhook_address": phrase(
            "Tulis alamat lengkap, misalnya https://perpus.example/webhook, tanpa sandi di"
            " dalamnya."
        ),
        "webhook_needs_https": phrase("Alamat webhook harus mulai dengan https://"),
        "webhook_inside": phrase(
            "Alamat ini ada di jaringan dalam. Izinkan hostnya dengan webhook_inside di pengaturan"
            " server."
        ),
        "no_kind": phrase("Pilih paling sedikit satu kejadian."),
        "no_such_webhook": phrase("Webhook atau pemberitahuan itu tidak ada lagi."),
        "too_many_webhooks": phrase("Sudah ada 20 webhook. Hapus dulu yang tidak dipakai lagi."),
        "first_run_over": phrase(
            "Kode salah, atau administrator pertama sudah dibuat. Kode yang berlaku tercetak di"
            " layar server."
        ),
        # The knowledge base.
        "facts_changed": phrase(
            "Rekan Anda menyimpan fakta lebih dulu. Isian Anda masih ada di bawah: simpan lagi."
        ),
        "fact_empty": phrase('Isi dulu. "tutup", "gratis", atau "tidak ada" juga isi yang sah.'),
        "fact_too_long": phrase("Terlalu panjang: paling banyak 300 huruf."),
        "fact_full_stop": phrase("Tanpa titik di akhir: isian ini berdiri di tengah kalimat."),
        "fact_number": phrase('Tulis angkanya, misalnya "3 buku".'),
        "fact_rupiah": phrase('Tulis rupiahnya, misalnya "Rp500 per hari", atau "gratis".'),
        "fact_time": phrase('Tulis jamnya, misalnya "pukul 08.00–16.00", atau "tutup".'),
        "fact_link": phrase("Alamat ditulis lengkap, mulai dari https://"),
        "fact_phone": phrase("Tulis nomor telepon: angka, spasi, tanda + dan - saja."),
        "fact_mail": phrase('Tulis alamat surel, misalnya "layanan@perpus.go.id".'),
        "entry_changed": phrase(
            "Rekan Anda menyimpan entri ini lebih dulu. Bandingkan dahulu, lalu simpan lagi."
        ),
        "entry_incomplete": phrase("Isi dulu pertanyaan (judul) dan jawabannya."),
        "entry_too_long": phrase(
            "Terlalu panjang: judul paling banyak 300 huruf, jawaban 20.000, daftar 100 butir."
        ),
        "bad_link": phrase(
            "Tautan sumber diawali https://, http://, mailto:, tel: atau /, tanpa spasi."
        ),
        "wrong_state": phrase("Langkah ini tidak berlaku untuk keadaan entri sekarang."),
        "remark_needed": phrase("Tulis dulu catatan: apa yang perlu diperbaiki?"),
        "bad_review_date": phrase("Isi tanggal tinjau lagi: hari sesudah hari ini."),
        "unknown_fact": phrase(
            "Entri memakai fakta dalam kurung kurawal yang belum ada. Perbaiki namanya dahulu."
        ),
        # Pages.
        "no_such_page": phrase(
            "Halaman ini tidak ada. Mungkin alamatnya salah ketik atau sudah pindah."
        ),
        "wrong_method": phrase("Alamat ini tidak dapat dipakai dengan cara itu."),
        "not_json": phrase("Kirim permintaan ini sebagai JSON."),
        "not_a_form": phrase("Formulir ini tidak terbaca. Muat ulang halaman, lalu kirim lagi."),
        "body_too_slow": phrase(
            "Kiriman terputus di tengah jalan. Periksa jaringan, lalu kirim lagi."
        ),
        "server_fault": phrase(
            "Terjadi kesalahan di server kami. Coba lagi; bila berulang, kabari pengelola."
        ),
        "bad_date": phrase("Tanggal ditulis sebagai tahun-bulan-hari, misalnya 2026-03-02."),
        "bad_stage": phrase("Keadaan percakapan itu tidak dikenal. Pilih dari daftar."),
        "bad_number": phrase("Angka pada alamat ini tidak terbaca."),
        # Channels.
        "bad_channel_secret": phrase(
            "Kata rahasia saluran salah. Samakan dengan pengaturan server."
        ),
        "no_channel": phrase("Saluran ini sedang tidak tersambung. Coba lagi sebentar lagi."),
        "part_taken": phrase("Bagian saluran ini sedang dipegang sambungan lain."),
        "part_lost": phrase("Bagian saluran ini sudah diambil sambungan lain."),
        "nothing_to_edit": phrase("Pesan yang Anda ubah tidak ditemukan lagi di percakapan ini."),
        "nothing_to_press": phrase("Tombol itu sudah tidak berlaku."),
        "unknown_button": phrase("Tombol itu tidak dikenal."),
    }
)


def sentence(key: str, code: str, language: str) -> str:
    """Give the sentence of a message key, or that of its error code, in `language`."""
    source = SENTENCES.get(key) or SENTENCES.get(code) or SENTENCES["bad_request"]
    return say(language, source)


def sentence_of(error: RefdeskError, language: str) -> str:
    """Give what an error says to people in `language`."""
    return sentence(error.key, error.code, language)
