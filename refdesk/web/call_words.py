"""What a call for help says to whom the library names for a crisis; never what was written."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from refdesk.web.words import phrase, say

_SUBJECT: Final = phrase("{library}: panggilan darurat dari meja tanya")
_TEXT: Final = phrase(
    "{librarian} mengirim teks darurat kepada seorang pemustaka pukul {time} dan perlu bantuan"
    " Anda. Hubungi {librarian} atau buka konsol: {address}"
)
_LEFT_OUT: Final = phrase("Isi percakapan sengaja tidak disertakan.")


def call_subject(language: str, library: str) -> str:
    """Give the subject of the letter."""
    return say(language, _SUBJECT, library=library)


def call_text(language: str, librarian: str, at: datetime, address: str) -> str:
    """Give the text; `at` is in the library's time zone, `address` is the console's."""
    said = say(language, _TEXT, librarian=librarian, time=f"{at:%H.%M}", address=address)
    return f"{said}\n\n{say(language, _LEFT_OUT)}"
