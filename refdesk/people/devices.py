"""Devices that have signed in before: known by a signed cookie, named by what the browser says."""

from __future__ import annotations

import re
from typing import Final

from refdesk.people.secrets import mark_of, new_token, same

# Which browser, which system: the first that is found, as most claim to be several.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_LONGEST: Final = 512  # characters of a User-Agent that are looked at
_COOKIE: Final = re.compile(r"([A-Za-z0-9_-]{43})\.([0-9a-f]{64})", re.ASCII)


class KnownDevices:
    """Signs a cookie for a login and a device: it opens nothing, it only tells guessers apart."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def name(self, login: str) -> str:
        """Give a new cookie for a device on which this login has just signed in."""
        device = new_token()
        return f"{device}.{self._mark(device, login)}"

    def knows(self, cookie: str, login: str) -> bool:
        """Tell whether this login has signed in on the device of the cookie."""
        found = _COOKIE.fullmatch(cookie)
        return found is not None and same(found[2], self._mark(found[1], login))

    def _mark(self, device: str, login: str) -> str:
        return mark_of(self._key, f"known device {device} {login}")


def in_words(user_agent: str) -> str:
    """Give browser and system, e.g. `Firefox · Windows`; the rest of the header is not kept."""
    said = user_agent[:_LONGEST]
    found = (
        next((name for sign, name in known if sign in said), "") for known in (_BROWSERS, _SYSTEMS)
    )
    return " · ".join(name for name in found if name)
