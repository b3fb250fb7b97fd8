"""What the Telegram bot says: Indonesian sentences with their English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bots.wording import worded

WELCOME: Final = (
    "Selamat datang di meja referensi perpustakaan. Tulis pertanyaan Anda di sini; pustakawan"
    " menjawab di sini juga, langsung atau kemudian."
)
NOTICE: Final = (
    "Privasi: percakapan ini disimpan oleh perpustakaan untuk menjawab Anda. Jangan menulis NIK,"
    " nomor kartu, atau data pribadi lain. Pemakaian lain Anda atur dengan /izin."
)
HELP: Final = (
    "Tulis saja pertanyaan Anda dalam satu atau beberapa pesan.\n"
    "/selesai mengakhiri percakapan\n"
    "/unduh mengirim semua data Anda di perpustakaan sebagai berkas\n"
    "/hapus menghapus percakapan Anda di perpustakaan\n"
    "/izin menampilkan dan mengubah izin Anda\n"
    "/bantuan menampilkan penjelasan ini\n"
    "Pesan yang sudah dikirim boleh Anda sunting; pustakawan melihat perbaikannya."
)
ERASE: Final = (
    "Isi semua percakapan Anda di perpustakaan dihapus untuk selamanya; pertanyaan yang belum"
    " dijawab tidak akan dijawab. Pesan di chat Telegram ini Anda hapus sendiri. Kirim /hapus ya"
    " bila Anda yakin."
)
ERASED: Final = "Isi semua percakapan Anda sudah dihapus untuk selamanya. Nomor bukti: {receipt}."
OWN_DATA: Final = "Semua data Anda di perpustakaan."
OWN_DATA_FILE: Final = "data-saya.txt"
CONSENTS: Final = (
    "Selain untuk menjawab Anda, percakapan boleh dipakai untuk:\n{text}\n\nUbah kapan saja:"
    " /izin ya (semua), /izin tidak (tidak ada), /izin nilai, /izin belajar, atau"
    " /izin nilai belajar. Bertanya tetap bisa apa pun pilihan Anda."
)
RECEIVED: Final = "Pertanyaan Anda sudah kami terima. Tunggu sebentar, pustakawan menjawab di sini."
TEXT_ONLY: Final = (
    "Maaf, untuk sementara pustakawan hanya dapat menerima tulisan; {what} Anda tidak diteruskan."
    " Tolong jelaskan dengan kata-kata."
)
CAPTION_ONLY: Final = (
    "Tulisan Anda sudah diteruskan, tetapi {what} Anda belum dapat dilihat pustakawan."
)
NO_CONTACTS: Final = (
    "Kartu kontak tidak kami terima dan tidak kami simpan. Tulis saja pertanyaan Anda."
)
PRIVATE_ONLY: Final = (
    "Maaf, saya hanya melayani percakapan pribadi. Kirim pertanyaan Anda langsung ke @{name}."
)
UNKNOWN_COMMAND: Final = "Perintah itu tidak saya kenal."

NUMBER: Final = "Nomor obrolan ini: {chat}"

PHOTO: Final = "foto"
VOICE: Final = "pesan suara"
VIDEO: Final = "video"
STICKER: Final = "stiker"
PLACE: Final = "lokasi"
FILE: Final = "berkas"

LINK: Final = "Selengkapnya: {url}"
SUGGESTED: Final = "Mungkin ini jawabannya:"
HELPED_BUTTON: Final = "✓ Ini menjawab"
HELPED_BUTTON_OF: Final = "✓ Jawaban {number} cocok"
UNHELPED_BUTTON: Final = "Tanya pustakawan"
ASKED: Final = (
    "Belum dapat dijawab sekarang. Pertanyaan Anda sudah kami simpan dan dijawab"
    " di sini paling lambat {time}."
)
CLAIMED: Final = "{name} membaca pertanyaan Anda."
TRANSFERRED: Final = "Percakapan diteruskan kepada {name}."
RETURNED: Final = "Pustakawan tadi tidak dapat melanjutkan; pustakawan lain akan menjawab."
HELD: Final = "Pustakawan sedang mencari jawabannya; mohon tunggu sebentar."
RESUMED: Final = "Pustakawan sudah kembali."
REOPENED: Final = "Percakapan dibuka lagi; pustakawan akan menjawab di sini."
EDITED: Final = "{name} (diperbaiki):\n{body}"
ENDED: Final = "Percakapan selesai. Bagaimana pelayanan kami, 1 (kurang) sampai 5 (sangat baik)?"
ENDED_HELPED: Final = (
    "Senang dapat membantu. Bagaimana pelayanan kami, 1 (kurang) sampai 5 (sangat baik)? Belum"
    " terjawab? Tulis saja lagi."
)
FORGOTTEN: Final = "Isi percakapan ini telah dihapus."
AGAIN: Final = "(dikirim ulang)"
LIBRARIAN: Final = "Pustakawan"

THANKS: Final = "Terima kasih."
RATED: Final = "Terima kasih atas penilaian Anda: {score}."
PASSED_ON: Final = "Baik, pustakawan akan menjawab pertanyaan Anda di sini."
TOO_LONG: Final = (
    "Pesan Anda terlalu panjang dan belum diteruskan. Kirim dalam beberapa bagian, masing-masing"
    " paling banyak 4.000 huruf."
)
NOTHING_TO_END: Final = "Tidak ada percakapan yang sedang berlangsung."
NOT_NOW: Final = "Tombol ini tidak berlaku lagi."
NOT_TAKEN: Final = "Maaf, pesan itu tidak dapat diteruskan. Tulislah dengan kata-kata lain."

COMMAND_END: Final = "Akhiri percakapan"
COMMAND_HELP: Final = "Cara bertanya"
COMMAND_ERASE: Final = "Hapus percakapan saya"
COMMAND_DOWNLOAD: Final = "Unduh data saya"
COMMAND_CONSENT: Final = "Izin pemakaian percakapan"

ENGLISH: Final[Mapping[str, str]] = {
    WELCOME: (
        "Welcome to the library's reference desk. Write your question here; a librarian answers"
        " here too, at once or later."
    ),
    NOTICE: (
        "Privacy: the library keeps this conversation in order to answer you. Do not write identity"
        " or card numbers, or other personal data. Other uses are yours to choose: /izin."
    ),
    HELP: (
        "Just write your question, in one message or several.\n"
        "/selesai ends the conversation\n"
        "/unduh sends all your data at the library as a file\n"
        "/hapus erases your conversations at the library\n"
        "/izin shows and changes what you agree to\n"
        "/bantuan shows this explanation\n"
        "You may edit what you have sent; the librarian sees the correction."
    ),
    ERASE: (
        "Everything in your conversations is erased for ever at the library; a question without an"
        " answer will not be answered. The messages in this Telegram chat are yours to delete. Send"
        " /hapus ya if you are sure."
    ),
    ERASED: "All your conversations are erased for ever. Receipt number: {receipt}.",
    OWN_DATA: "All your data at the library.",
    OWN_DATA_FILE: "my-data.txt",
    CONSENTS: (
        "Beyond answering you, your conversations may serve to:\n{text}\n\nChange it at any time:"
        " /izin yes (all), /izin no (none), /izin review, /izin learn, or /izin review learn. You"
        " can ask whatever you choose."
    ),
    RECEIVED: "We have received your question. One moment, a librarian answers here.",
    TEXT_ONLY: (
        "Sorry, for now the librarian can receive text only; your {what} was not passed on."
        " Please put it into words."
    ),
    CAPTION_ONLY: "Your text was passed on, but the librarian cannot see your {what} yet.",
    NO_CONTACTS: "We do not accept or keep contact cards. Just write your question.",
    PRIVATE_ONLY: "Sorry, I serve private chats only. Send your question directly to @{name}.",
    UNKNOWN_COMMAND: "I do not know that command.",
    NUMBER: "The number of this chat: {chat}",
    PHOTO: "photo",
    VOICE: "voice message",
    VIDEO: "video",
    STICKER: "sticker",
    PLACE: "location",
    FILE: "file",
    LINK: "More: {url}",
    SUGGESTED: "This may be the answer:",
    HELPED_BUTTON: "✓ This answers it",
    HELPED_BUTTON_OF: "✓ Answer {number} fits",
    UNHELPED_BUTTON: "Ask a librarian",
    ASKED: (
        "It cannot be answered right now. We have kept your question; the answer comes here by"
        " {time} at the latest."
    ),
    CLAIMED: "{name} is reading your question.",
    TRANSFERRED: "The conversation was passed to {name}.",
    RETURNED: "That librarian cannot go on; another one will answer.",
    HELD: "The librarian is looking for the answer; one moment please.",
    RESUMED: "The librarian is back.",
    REOPENED: "The conversation is open again; a librarian will answer here.",
    EDITED: "{name} (corrected):\n{body}",
    ENDED: "The conversation is over. How was our service, from 1 (poor) to 5 (very good)?",
    ENDED_HELPED: (
        "Glad to be of help. How was our service, from 1 (poor) to 5 (very good)? Not answered"
        " yet? Just write again."
    ),
    FORGOTTEN: "The content of this conversation was deleted.",
    AGAIN: "(sent again)",
    LIBRARIAN: "Librarian",
    THANKS: "Thank you.",
    RATED: "Thank you for your rating: {score}.",
    PASSED_ON: "Fine, a librarian will answer your question here.",
    TOO_LONG: (
        "Your message is too long and was not passed on. Send it in several parts of at most"
        " 4,000 characters each."
    ),
    NOTHING_TO_END: "There is no conversation to end.",
    NOT_NOW: "This button is no longer valid.",
    NOT_TAKEN: "Sorry, that message cannot be passed on. Please put it in other words.",
    COMMAND_END: "End the conversation",
    COMMAND_HELP: "How to ask",
    COMMAND_ERASE: "Erase my conversations",
    COMMAND_DOWNLOAD: "Download my data",
    COMMAND_CONSENT: "What my conversations may serve",
}


def say(language: str, sentence: str, **slots: object) -> str:
    """Give a sentence in `en` or, in any other case, in Indonesian."""
    return worded(ENGLISH, language, sentence, **slots)
