"""The check of mail: the server answers, takes our name and password; a letter on request."""

from __future__ import annotations

import asyncio

from refdesk.operations.calling_for_help import letter, post
from refdesk.operations.doctor import Finding, ill, well
from refdesk.settings import Settings
from refdesk.settings_mail import is_address

NAME = ("Surel", "Mail")
_REMEDY = (
    "periksa mail_server, mail_security, mail_login, mail_password, dan jalan keluar ke port itu",
    "check mail_server, mail_security, mail_login, mail_password, and the way out to that port",
)
_TEST = "refdesk doctor: surel panggilan darurat sampai di sini / calls for help by mail reach you"


async def mail_server(settings: Settings) -> Finding:
    """The mail server answers under TLS and lets us in."""
    if not settings.mail_server:
        named = [name for name in settings.crisis if name.rpartition(":")[2] == "mail"]
        if not named:
            return well(NAME, "tidak dipakai (mail_server kosong)", "not used (no mail_server)")
        return ill(
            NAME,
            (
                f"crisis menyebut {named[0]}, tetapi mail_server kosong",
                f"crisis names {named[0]}, but there is no mail_server",
            ),
            ("isi mail_server dan mail_from", "set mail_server and mail_from"),
        )
    try:
        await asyncio.to_thread(post, settings)
    except OSError as error:
        return _failed(settings, error)
    return well(NAME, f"{settings.mail_server} menjawab", f"{settings.mail_server} answers")


async def mail_to(settings: Settings, address: str) -> Finding:
    """Send a test mail, as the person named for a crisis would get one."""
    if not settings.mail_server:
        says = ("mail_server kosong, surel uji tidak dikirim", "no mail_server, no test mail sent")
        return ill(NAME, says, ("isi mail_server dan mail_from", "set mail_server and mail_from"))
    if not is_address(address):
        says = (f"{address!r} bukan alamat surel", f"{address!r} is no mail address")
        return ill(NAME, says, ("tulis satu alamat surel", "write one mail address"))
    try:
        message = letter(settings, address, f"{settings.library_name}: uji / test", _TEST)
        await asyncio.to_thread(post, settings, message)
    except (OSError, ValueError) as error:
        return _failed(settings, error)
    return well(NAME, f"surel uji dikirim ke {address}", f"test mail sent to {address}")


def _failed(settings: Settings, error: Exception) -> Finding:
    kind = type(error).__name__
    says = (
        f"{settings.mail_server} tidak menerima ({kind})",
        f"{settings.mail_server} does not take it ({kind})",
    )
    return ill(NAME, says, _REMEDY)
