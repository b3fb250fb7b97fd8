"""The check of the Telegram bot: token, mode, webhook, pending updates, last error."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from refdesk.clock import clock
from refdesk.operations.doctor import Finding, ill, well
from refdesk.settings import Settings

NAME = ("Bot Telegram", "Telegram bot")
BOUND = aiohttp.ClientTimeout(total=10)
MANY = 100  # updates pending: nobody is fetching them
LATELY = timedelta(hours=1)
HOOK = "/hook/telegram"
_OF_HOOK = (
    "periksa public_url, sertifikat TLS, dan proksi di depan refdesk: `refdesk doctor ALAMAT`",
    "check public_url, its TLS certificate, the proxy before refdesk: `refdesk doctor ADDRESS`",
)
_OF_OTHER = (
    "refdesk memasangnya sendiri saat mulai; bila muncul lagi, program lain memakai bot ini",
    "refdesk sets this right at its start; if it returns, another program uses this bot",
)


async def telegram_bot(settings: Settings) -> Finding:
    """The Bot API answers at the configured address, knows the token, and can deliver."""
    if not settings.telegram_token.get_secret_value():
        return well(NAME, "tidak dipakai (telegram_token kosong)", "not used (no telegram_token)")
    try:
        async with _bot_api(settings) as api:
            me, hook = await api("getMe"), await api("getWebhookInfo")
    except (aiohttp.ClientError, TimeoutError, TypeError, ValueError) as error:
        return _unreachable(settings, type(error).__name__)
    if not me.get("ok"):
        return _refused(str(me.get("description", "")))
    told = hook.get("result")
    return _delivery(settings, me["result"], told if isinstance(told, dict) else {}, clock())


async def send_text(settings: Settings, chat: str, text: str) -> dict[str, Any]:
    """Send a message to a chat; give the Bot API's answer, raise as aiohttp does or TypeError."""
    async with _bot_api(settings) as api:
        said: dict[str, Any] = await api("sendMessage", chat_id=chat, text=text)
        return said


async def send_to(settings: Settings, chat: str) -> Finding:
    """Send a test message to a chat, as a librarian on call would get one."""
    try:
        text = "refdesk doctor: bot ini dapat mengirim pesan / this bot can send messages"
        sent = await send_text(settings, chat, text)
    except (aiohttp.ClientError, TimeoutError, TypeError, ValueError) as error:
        return _unreachable(settings, type(error).__name__)
    if sent.get("ok"):
        return well(NAME, f"pesan uji terkirim ke {chat}", f"test message sent to {chat}")
    problem = str(sent.get("description", ""))
    return ill(
        NAME,
        (f"pesan uji ke {chat} ditolak: {problem}", f"test message to {chat} refused: {problem}"),
        (
            "buka obrolan dengan bot, tekan Start, lalu pakai nomor obrolan Anda sendiri",
            "open a chat with the bot, press Start, then give the number of your own chat",
        ),
    )


@asynccontextmanager
async def _bot_api(settings: Settings) -> AsyncIterator[Any]:
    base = f"{settings.telegram_api}/bot{settings.telegram_token.get_secret_value()}"
    async with aiohttp.ClientSession(timeout=BOUND, trust_env=True) as session:

        async def call(method: str, **said: str) -> dict[str, Any]:
            async with session.post(f"{base}/{method}", data=said) as answer:
                found = await answer.json(content_type=None)
            if not isinstance(found, dict):
                raise TypeError("not a Bot API")
            return found

        yield call


def _unreachable(settings: Settings, kind: str) -> Finding:
    # Never the exception's text: it may hold the address, and with it the token.
    return ill(
        NAME,
        (
            f"tidak ada Bot API yang menjawab di {settings.telegram_api} ({kind})",
            f"no Bot API answers at {settings.telegram_api} ({kind})",
        ),
        (
            "periksa telegram_api, sambungan keluar HTTPS, dan proksi (HTTPS_PROXY)",
            "check telegram_api, outgoing HTTPS, and the proxy (HTTPS_PROXY)",
        ),
    )


def _refused(description: str) -> Finding:
    return ill(
        NAME,
        (f"token ditolak: {description}", f"the token is refused: {description}"),
        (
            "salin lagi token dari @BotFather ke telegram_token (REFDESK_TELEGRAM_TOKEN)",
            "copy the token from @BotFather again into telegram_token (REFDESK_TELEGRAM_TOKEN)",
        ),
    )


def _delivery(
    settings: Settings, me: dict[str, Any], hook: dict[str, Any], now: datetime
) -> Finding:
    """Judge how updates come, by what `getWebhookInfo` says."""
    pending, url = int(hook.get("pending_update_count", 0)), str(hook.get("url", ""))
    name, mode = me.get("username", "?"), settings.telegram_mode
    said = (f"@{name}, {mode}, {pending} menunggu", f"@{name}, {mode}, {pending} updates pending")

    def told(indonesian: str, english: str) -> tuple[str, str]:
        return f"{said[0]}; {indonesian}", f"{said[1]}; {english}"

    if mode == "polling" and url:
        says = told("webhook lama terpasang", "an old webhook is set")
        return ill(NAME, says, _OF_OTHER, serious=False)
    if mode == "webhook" and url != f"{settings.public_url}{HOOK}":
        place = url or "-"
        says = told(f"webhook menuju {place}", f"the webhook points to {place}")
        return ill(NAME, says, _OF_OTHER)
    error = str(hook.get("last_error_message", ""))
    if mode == "webhook" and error and _lately(hook, now):
        return ill(NAME, told(f"galat terakhir: {error}", f"last error: {error}"), _OF_HOOK)
    if pending > MANY:
        says = told("tidak ada yang mengambilnya", "nobody fetches them")
        remedy = ("lihat log server, mulai lagi layanannya", "see the log, restart the service")
        return ill(NAME, says, remedy)
    return well(NAME, *said)


def _lately(hook: dict[str, Any], now: datetime) -> bool:
    """Tell whether the last error is news; one without a time is."""
    at = hook.get("last_error_date")
    return at is None or now - datetime.fromtimestamp(int(at), UTC) < LATELY
