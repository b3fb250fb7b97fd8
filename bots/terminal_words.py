"""What the terminal patron says: Indonesian sentences with their English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bots.wording import worded

WELCOME: Final = (
    "Meja referensi. Tulis pertanyaan Anda, lalu tekan Enter. Ketik “bantuan” bila perlu."
)
AGAIN: Final = "Melanjutkan percakapan terakhir Anda. Ketik “baru” untuk pertanyaan baru."
HELP: Final = (
    "Perintah: “jawab 1” membaca jawaban, “terbantu 1” menandai jawaban yang membantu, “pustakawan”"
    " bertanya kepada pustakawan saja, “selesai” mengakhiri, “nilai 1” sampai “nilai 5” menilai,"
    " “kode” meminta kode kembali, “baru” memulai pertanyaan baru, “keluar” menutup program."
    " Selain itu, semua yang Anda tulis dikirim."
)
CONNECTED: Final = "(terhubung)"
LOST: Final = "(sambungan terputus; tulisan Anda disimpan, dikirim saat tersambung lagi)"
SENT_AWAY: Final = "Server menolak sambungan ini. Hapus {file} untuk mulai dari awal."
REFUSED: Final = "Belum terkirim: {text}"
SUGGESTED: Final = "Mungkin ini jawabannya:"
READ: Final = "Ketik “jawab 1” untuk membacanya, “pustakawan” untuk bertanya kepada pustakawan."
NO_ANSWER: Final = "Tidak ada jawaban dengan nomor itu."
NOTHING: Final = "Tulis pertanyaan Anda lebih dahulu."
OPEN: Final = "Pustakawan sedang bertugas."
CLOSED: Final = "Tidak ada pustakawan yang bertugas; pertanyaan Anda dijawab kemudian."
PLACE: Final = "Anda nomor {place} dalam antrean."
ASKED: Final = (
    "Pertanyaan Anda disimpan. Jawabannya paling lambat {time}. Ketik “kode” agar dapat kembali."
)
CLAIMED: Final = "{name} membaca pertanyaan Anda."
TRANSFERRED: Final = "Percakapan diteruskan kepada {name}."
RETURNED: Final = "Pustakawan tadi tidak dapat melanjutkan; pustakawan lain akan menjawab."
HELD: Final = "Pustakawan sedang mencari; mohon tunggu sebentar."
RESUMED: Final = "Pustakawan kembali."
EDITED: Final = "{who} (diperbaiki): {body}"
ENDED: Final = "Percakapan selesai. Ketik “nilai 1” sampai “nilai 5” untuk menilai."
RATED: Final = "Terima kasih atas penilaian Anda."
FORGOTTEN: Final = "Isi percakapan ini telah dihapus."
CODE: Final = "Kode kembali: {code} (berlaku sampai {time})"
YOU: Final = "Anda"
LIBRARIAN: Final = "Pustakawan"

ENGLISH: Final[Mapping[str, str]] = {
    WELCOME: "Reference desk. Write your question, then press Enter. Type “help” if needed.",
    AGAIN: "Going on with your last conversation. Type “new” for a new question.",
    HELP: (
        "Commands: “answer 1” reads an answer, “helped 1” marks the one that helped, “librarian”"
        " asks a librarian all the same, “end” ends, “rate 1” to “rate 5” rates, “code” asks for a"
        " return code, “new” begins a new question, “quit” closes the program."
        " Everything else you write is sent."
    ),
    CONNECTED: "(connected)",
    LOST: "(connection lost; what you write is kept and sent when it is back)",
    SENT_AWAY: "The server refuses this connection. Delete {file} to begin anew.",
    REFUSED: "Not sent: {text}",
    SUGGESTED: "This may be the answer:",
    READ: "Type “answer 1” to read it, “librarian” to ask a librarian.",
    NO_ANSWER: "There is no answer with that number.",
    NOTHING: "Write your question first.",
    OPEN: "A librarian is on duty.",
    CLOSED: "No librarian is on duty; your question will be answered later.",
    PLACE: "You are number {place} in line.",
    ASKED: "Your question is kept. The answer comes by {time}. Type “code” to be able to return.",
    CLAIMED: "{name} is reading your question.",
    TRANSFERRED: "The conversation goes on with {name}.",
    RETURNED: "That librarian could not go on; another one will answer.",
    HELD: "The librarian is searching; one moment, please.",
    RESUMED: "The librarian is back.",
    EDITED: "{who} (corrected): {body}",
    ENDED: "The conversation has ended. Type “rate 1” to “rate 5” to rate it.",
    RATED: "Thank you for your rating.",
    FORGOTTEN: "The texts of this conversation have been deleted.",
    CODE: "Return code: {code} (valid until {time})",
    YOU: "You",
    LIBRARIAN: "Librarian",
}

# What a patron types, in either language -> what it asks for.
COMMANDS: Final[Mapping[str, str]] = {
    "jawab": "answer",
    "answer": "answer",
    "terbantu": "helped",
    "helped": "helped",
    "pustakawan": "librarian",
    "librarian": "librarian",
    "selesai": "end",
    "end": "end",
    "nilai": "rate",
    "rate": "rate",
    "kode": "code",
    "code": "code",
    "baru": "new",
    "new": "new",
    "keluar": "quit",
    "quit": "quit",
    "bantuan": "help",
    "help": "help",
}
_NUMBERED: Final = {"answer", "helped", "rate"}


def say(language: str, sentence: str, **slots: object) -> str:
    """Give a sentence in `en` or, in any other case, in Indonesian."""
    return worded(ENGLISH, language, sentence, **slots)


def command_of(line: str) -> tuple[str, int]:
    """Give what a line asks for with its number, ("say", 0) for a text to be sent."""
    words = line.lower().removeprefix("/").split()
    command = COMMANDS.get(words[0], "") if words else ""
    if command in _NUMBERED and len(words) == 2 and words[1].isdecimal():  # noqa: PLR2004 - word, number
        return command, int(words[1])
    if command and command not in _NUMBERED and len(words) == 1:
        return command, 0
    return "say", 0
