"""Which language a reader gets: the one asked for, else the browser's, else Indonesian."""

from __future__ import annotations

from aiohttp import web

from refdesk.web.words import LANGUAGES, SOURCE_LANGUAGE

_LONGEST_HEADER = 200  # characters; a browser's own is far shorter
_OLD_CODES = {"in": "id"}  # Java and old Android still say `in` for Indonesian


def negotiate(asked: str, accepted: str) -> str:
    """Give the language for a `lang` parameter and an Accept-Language header (RFC 9110)."""
    if asked in LANGUAGES:
        return asked
    ranges = [_range(part) for part in accepted[:_LONGEST_HEADER].split(",")]
    for _, language in sorted(ranges, key=lambda found: -found[0]):
        if language in LANGUAGES:
            return language
    return SOURCE_LANGUAGE


def language_of(request: web.Request) -> str:
    """Give the language of a request."""
    accepted = request.headers.get("Accept-Language", "")
    return negotiate(request.query.get("lang", ""), accepted)


def _range(part: str) -> tuple[float, str]:
    name, _, parameters = part.strip().partition(";")
    primary = name.strip().lower().partition("-")[0]
    return _quality(parameters), _OLD_CODES.get(primary, primary)


def _quality(parameters: str) -> float:
    _, _, value = parameters.partition("q=")
    try:
        return float(value) if value else 1.0
    except ValueError:
        return 0.0
