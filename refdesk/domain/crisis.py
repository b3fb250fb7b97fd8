"""The crisis text: what a patron in danger is given, and whom the library names.

The numbers are national and free: 112 (Call Center 112), 119 extension 8 (SEJIWA, Ministry of
Health), SAPA 129 (Ministry of Women's Empowerment and Child Protection).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "id": (
        "Keselamatan Anda yang utama. Bila Anda dalam bahaya sekarang, telepon 112 (gratis). Untuk"
        " bercerita kepada tenaga terlatih, telepon 119 lalu tekan 8. Untuk kekerasan terhadap anak"
        " atau perempuan: SAPA 129, atau WhatsApp 08111-129-129. Anda tidak sendirian."
    ),
    "en": (
        "Your safety comes first. If you are in danger now, call 112 (free). To talk to a trained"
        " person, call 119 and press 8. For violence against children or women: SAPA 129, or"
        " WhatsApp 08111-129-129. You are not alone."
    ),
}
WAYS: Final = ("mail", "telegram")
_ALSO: Final[Mapping[str, str]] = {
    "id": " Di perpustakaan, {contact} siap membantu Anda{phone}.",
    "en": " At the library, {contact} is there to help you{phone}.",
}


@dataclass(frozen=True, slots=True)
class Help:
    """What is given at a desk in a language: the text, and who is to be called by staff.

    `reach` gives the addresses by which the server itself tells that person: `mail`, `telegram`.
    """

    text: str
    contact: str = ""
    phone: str = ""
    reach: Mapping[str, str] = field(default_factory=dict)


def help_at(said: Mapping[str, str], desk: str, language: str) -> Help:
    """Give the help of a desk; `said` has `contact`, `phone`, the `WAYS`, `id`, `en`.

    Each may have `desk:` first. A text of the library's own stands as it is; ours is followed by
    the contact.
    """

    def of(name: str) -> str:
        return said.get(f"{desk}:{name}", said.get(name, ""))

    tongue = language if language in TEXTS else "id"
    contact, phone = of("contact"), of("phone")
    text = of(tongue)
    if not text:
        also = _ALSO[tongue] if contact else ""
        call = f": {phone}" if phone else ""
        text = TEXTS[tongue] + also.format(contact=contact, phone=call)
    reach = {way: address for way in WAYS if (address := of(way))}
    return Help(text, contact, phone, reach)
