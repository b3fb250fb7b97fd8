"""Pages from templates, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from refdesk.web.headers import page_policy
from refdesk.web.language import language_of
from refdesk.web.moments import day_in_words, time_in_words
from refdesk.web.parts import PARTS, Parts
from refdesk.web.words import LANGUAGES, say

ENVIRONMENT = web.AppKey("environment", Environment)


def environment(parts: Parts) -> Environment:
    """Give the Jinja environment; what never changes is a global of it."""
    made = Environment(
        loader=PackageLoader("refdesk.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "library": parts.library_name,
        "asset": parts.assets.url,
        "origin": parts.desk.origins[0],
    }
    return made


def page(
    request: web.Request, template: str, *, status: int = 200, **values: object
) -> web.Response:
    """Render a page of the reader's language; it carries no script and may not be framed."""
    text = render(request, template, **values)
    response = web.Response(text=text, content_type="text/html", status=status)
    response.headers["Content-Security-Policy"] = page_policy()
    response.headers["Content-Language"] = language_of(request)
    response.headers["Vary"] = "Accept-Language"
    # What everybody may read comes back at once by "back", but is asked for again.
    response.headers["Cache-Control"] = "no-cache"
    return response


def render(request: web.Request, template: str, **values: object) -> str:
    """Render a template with the words of the request's language."""
    language = language_of(request)
    parts = request.app[PARTS]
    return (
        request.app[ENVIRONMENT]
        .get_template(template)
        .render(
            _=translator(language),
            lang=language,
            here=request.path,
            others=[
                (other, address(request, lang=other)) for other in LANGUAGES if other != language
            ],
            when=lambda moment: in_words(moment, parts, language),
            day=lambda day: day_in_words(day, language),
            **values,
        )
    )


def address(request: web.Request, **changes: str) -> str:
    """Give the address of this page with other parameters, e.g. in another language."""
    return f"{request.path}?{urlencode({**request.query, **changes})}"


def in_words(moment: datetime, parts: Parts, language: str) -> str:
    """Give a time as people read it, in the library's zone."""
    return time_in_words(moment, parts.zone, language)


def translator(language: str) -> Callable[..., str]:
    """Give the `_` of templates; what it gives is plain text and escaped where it is put."""
    return partial(say, language)
