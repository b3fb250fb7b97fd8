"""The check of who is named for a crisis: without a person and a number nobody is called."""

from __future__ import annotations

from refdesk.domain.crisis import help_at
from refdesk.operations.doctor import Finding, ill, well
from refdesk.settings import Settings

NAME = ("Kontak darurat", "Crisis contact")
_REMEDY = (
    'isi crisis (REFDESK_CRISIS), misalnya {contact = "Bu Ratna", phone = "0812-0000-1111"}',
    'set crisis (REFDESK_CRISIS), for example {contact = "Bu Ratna", phone = "0812-0000-1111"}',
)


async def crisis_contact(settings: Settings) -> Finding:
    """Somebody is named with a telephone, for whom librarians call when a patron is in danger."""
    given = help_at(settings.crisis, "", settings.language)
    if not given.contact or not given.phone:
        says = ("belum ada nama dan nomor telepon", "no name with a telephone number yet")
        return ill(NAME, says, _REMEDY, serious=False)
    ways = ", ".join(given.reach)
    told = (f"{given.contact}; diberi tahu lewat {ways}", f"{given.contact}; told by {ways}")
    only = (f"{given.contact}, hanya lewat telepon", f"{given.contact}, by telephone only")
    return well(NAME, *(told if ways else only))
