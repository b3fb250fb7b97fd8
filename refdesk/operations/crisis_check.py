"""The check of who is named for a crisis, and of the ways by which the server tells them."""

from __future__ import annotations

from refdesk.domain.crisis import WAYS, help_at
from refdesk.operations.calling_for_help import ways_of
from refdesk.operations.doctor import Finding, ill, well
from refdesk.settings import Settings

NAME = ("Kontak darurat", "Crisis contact")
_REMEDY = (
    'isi crisis (REFDESK_CRISIS), misalnya {contact = "Bu Ratna", phone = "0812-0000-1111"}',
    'set crisis (REFDESK_CRISIS), for example {contact = "Bu Ratna", phone = "0812-0000-1111"}',
)
_SET_UP = {
    "mail": ("isi mail_server dan mail_from", "set mail_server and mail_from"),
    "telegram": (
        "isi telegram_token (REFDESK_TELEGRAM_TOKEN)",
        "set telegram_token (REFDESK_TELEGRAM_TOKEN)",
    ),
}


async def crisis_contact(settings: Settings) -> Finding:
    """Somebody is named with a telephone; each way that is named for them is set up."""
    ready = ways_of(settings, "")  # asked only which there are
    named = {name: name.rpartition(":")[2] for name, address in settings.crisis.items() if address}
    for name, way in named.items():
        if way in WAYS and way not in ready:
            says = (
                f"crisis menyebut {name}, tetapi {way} belum disiapkan di server ini",
                f"crisis names {name}, but {way} is not set up on this server",
            )
            return ill(NAME, says, _SET_UP[way])
    given = help_at(settings.crisis, "", settings.language)
    if not given.contact or not given.phone:
        says = ("belum ada nama dan nomor telepon", "no name with a telephone number yet")
        return ill(NAME, says, _REMEDY, serious=False)
    ways = ", ".join(given.reach)
    told = (f"{given.contact}; diberi tahu lewat {ways}", f"{given.contact}; told by {ways}")
    only = (f"{given.contact}, hanya lewat telepon", f"{given.contact}, by telephone only")
    return well(NAME, *(told if ways else only))
