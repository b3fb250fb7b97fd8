"""The check of the clock: beside the one of a server on the net that is asked anyway."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from refdesk.clock import clock
from refdesk.operations.doctor import Finding, ill, well
from refdesk.settings import Settings

NAME = ("Jam", "Clock")
BOUND = aiohttp.ClientTimeout(total=10)
LATEST = 30.0  # seconds: shifts, promises and second factors go by the clock
_REMEDY = (
    "nyalakan penyetelan jam otomatis: timedatectl set-ntp true",
    "have the clock set automatically: timedatectl set-ntp true",
)


async def clock_beside_others(settings: Settings) -> Finding:
    """The clock agrees with the `Date` of the Bot API or of the public address (RFC 9110)."""
    asked = _asked(settings)
    if not asked:
        here = clock().astimezone(settings.zone).strftime("%H.%M %Z")
        return well(NAME, f"{here}, tidak dibandingkan", f"{here}, compared with nothing")
    try:
        async with (
            aiohttp.ClientSession(timeout=BOUND, trust_env=True) as session,
            session.head(asked, allow_redirects=False) as answer,
        ):
            theirs = parsedate_to_datetime(answer.headers.get("Date", ""))
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return well(NAME, f"{asked} tidak memberi jam", f"{asked} tells no time")
    return compared(theirs, clock(), asked)


def compared(theirs: datetime, own: datetime, place: str) -> Finding:
    """Say how far our clock is from the other's, whose `Date` has whole seconds."""
    behind = (theirs.astimezone(UTC) - own).total_seconds()
    said = (f"selisih {behind:+.0f} detik dari {place}", f"{behind:+.0f} s from {place}")
    return well(NAME, *said) if abs(behind) <= LATEST else ill(NAME, said, _REMEDY)


def _asked(settings: Settings) -> str:
    if settings.telegram_token.get_secret_value():
        return settings.telegram_api
    return settings.public_url if settings.public_url.startswith("https://") else ""
