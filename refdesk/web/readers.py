"""Who reads a public page, as far as counting its readers needs to know: a person, or nobody."""

from __future__ import annotations

import re
from typing import Final

from aiohttp import web

from refdesk.web.access import session_of

# Programs say what they are: crawlers, link previews, checkers, libraries that fetch.
_NO_BROWSER: Final = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|embedly|headless|"
    r"lighthouse|monitor|checker|validator|archiver|scrapy|wget|curl|httpie|okhttp|"
    r"python|aiohttp|httpx|java/|go-http|libwww|node-fetch|axios|undici",
    re.IGNORECASE,
)


def is_reader(request: web.Request) -> bool:
    """Tell whether a person who is no staff asked for a page, to look at it now.

    Not counted are programs by their own word, browsers that fetch ahead (Fetch Standard, header
    Sec-Purpose), and whoever has a sign-in's cookie. Nothing of it is kept.
    """
    program = request.headers.get("User-Agent", "")
    ahead = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}"
    return (
        request.method == "GET"
        and bool(program)
        and "prefetch" not in ahead.lower()
        and not _NO_BROWSER.search(program)
        and not session_of(request)
    )
