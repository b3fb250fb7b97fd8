"""The ways of a call for help: mail through the library's server, Telegram through its bot."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from functools import partial

import aiohttp
import structlog

from refdesk.desk.escalating import Call, Way
from refdesk.operations.bot_check import send_text
from refdesk.settings import Settings
from refdesk.web.call_words import call_subject, call_text

EACH = 8.0  # seconds, for each step with the mail server

_log = structlog.get_logger(__name__)


def ways_of(settings: Settings, address: str) -> Mapping[str, Way]:
    """Give the ways that are set up; `address` is that of the server, as staff see it."""
    ways: dict[str, Way] = {}
    if settings.mail_server:
        ways["mail"] = partial(_by_mail, settings, address)
    if settings.telegram_token.get_secret_value():
        ways["telegram"] = partial(_by_telegram, settings, address)
    return ways


async def _by_mail(settings: Settings, address: str, to: str, call: Call) -> bool:
    subject = call_subject(settings.language, settings.library_name)
    try:
        message = letter(settings, to, subject, _text(settings, address, call))
        message["Date"] = format_datetime(call.at)
        await asyncio.to_thread(post, settings, message)
    except (OSError, ValueError) as error:  # SMTPException is an OSError
        _log.warning("call for help not mailed", why=type(error).__name__)
        return False
    return True


async def _by_telegram(settings: Settings, address: str, to: str, call: Call) -> bool:
    try:
        sent = await send_text(settings, to, _text(settings, address, call))
    except (aiohttp.ClientError, TimeoutError, TypeError, ValueError) as error:
        _log.warning("call for help not sent by Telegram", why=type(error).__name__)
        return False
    if not sent.get("ok"):
        _log.warning("call for help refused by Telegram", why=sent.get("description", ""))
    return bool(sent.get("ok"))


def _text(settings: Settings, address: str, call: Call) -> str:
    at = call.at.astimezone(settings.zone)
    return call_text(settings.language, call.librarian, at, f"{address}/console")


def letter(settings: Settings, to: str, subject: str, text: str) -> EmailMessage:
    """Write a mail; raises ValueError for an address or subject that holds a line break."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, to, subject
    message["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def post(settings: Settings, message: EmailMessage | None = None) -> None:
    """Hand a mail to the server, or only sign in there; blocks, raises OSError.

    SMTP (RFC 5321) under TLS unless it is switched off; the certificate is checked.
    """
    host, _, port = settings.mail_server.rpartition(":")
    trusted = ssl.create_default_context()
    link: smtplib.SMTP
    if settings.mail_security == "tls":
        link = smtplib.SMTP_SSL(host, int(port), timeout=EACH, context=trusted)
    else:
        link = smtplib.SMTP(host, int(port), timeout=EACH)
    with link:
        if settings.mail_security == "starttls":
            link.starttls(context=trusted)
        if settings.mail_login:
            link.login(settings.mail_login, settings.mail_password.get_secret_value())
        if message is None:
            link.noop()
        else:
            link.send_message(message)
