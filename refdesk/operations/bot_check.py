"""The check of the Telegram bot: token, mode, pending updates, last error."""

from __future__ import annotations

from typing import Any

import aiohttp

from refdesk.operations.doctor import Finding
from refdesk.settings import Settings

NAME = ("Bot Telegram", "Telegram bot")
BOUND = aiohttp.ClientTimeout(total=10)


async def telegram_bot(settings: Settings) -> Finding:
    """The Bot API answers at the configured address and knows the token."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return Finding(
            NAME,
            good=True,
            says=("tidak dipakai (telegram_token kosong)", "not used (telegram_token is empty)"),
        )
    base = f"{settings.telegram_api}/bot{token}"
    async with aiohttp.ClientSession(timeout=BOUND, trust_env=True) as session:
        try:
            me = await _call(session, base, "getMe")
            hook = await _call(session, base, "getWebhookInfo")
        except (aiohttp.ClientError, TimeoutError, TypeError, ValueError) as error:
            return _unreachable(settings, type(error).__name__)
    if not me.get("ok"):
        return _refused(str(me.get("description", "")))
    return _mode(settings, me["result"], hook.get("result") or {})


async def _call(session: aiohttp.ClientSession, base: str, method: str) -> dict[str, Any]:
    async with session.get(f"{base}/{method}") as answer:
        found = await answer.json(content_type=None)
    if not isinstance(found, dict):
        raise TypeError("not a Bot API")
    return found


def _unreachable(settings: Settings, kind: str) -> Finding:
    # Never the exception's text: it may hold the address, and with it the token.
    return Finding(
        NAME,
        good=False,
        says=(
            f"tidak ada Bot API yang menjawab di {settings.telegram_api} ({kind})",
            f"no Bot API answers at {settings.telegram_api} ({kind})",
        ),
        remedy=(
            "periksa telegram_api, sambungan keluar HTTPS, dan proksi (HTTPS_PROXY)",
            "check telegram_api, outgoing HTTPS, and the proxy (HTTPS_PROXY)",
        ),
    )


def _refused(description: str) -> Finding:
    return Finding(
        NAME,
        good=False,
        says=(f"token ditolak: {description}", f"the token is refused: {description}"),
        remedy=(
            "salin lagi token dari @BotFather ke telegram_token (REFDESK_TELEGRAM_TOKEN)",
            "copy the token from @BotFather again into telegram_token (REFDESK_TELEGRAM_TOKEN)",
        ),
    )


def _mode(settings: Settings, me: dict[str, Any], hook: dict[str, Any]) -> Finding:
    name, url = me.get("username", "?"), hook.get("url", "")
    pending = hook.get("pending_update_count", 0)
    said = (f"@{name}, {pending} pesan menunggu", f"@{name}, {pending} updates pending")
    if settings.telegram_mode == "polling" and url:
        return Finding(
            NAME,
            good=False,
            serious=False,
            says=(said[0] + "; webhook lama terpasang", said[1] + "; an old webhook is set"),
            remedy=(
                "refdesk menghapusnya saat mulai; bila muncul lagi, program lain memakai bot ini",
                "refdesk removes it at start; if it returns, another program uses this bot",
            ),
        )
    error = hook.get("last_error_message", "")
    if settings.telegram_mode == "webhook" and error:
        return Finding(
            NAME,
            good=False,
            says=(f"{said[0]}; galat terakhir: {error}", f"{said[1]}; last error: {error}"),
            remedy=(
                "periksa public_url, sertifikat TLS, dan proksi di depan refdesk",
                "check public_url, its TLS certificate, and the proxy before refdesk",
            ),
        )
    return Finding(NAME, good=True, says=said)
