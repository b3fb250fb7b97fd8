"""The pages that load the front end: the panel, the full-page chat, the console."""

from __future__ import annotations

from aiohttp import web

from refdesk.web.answers import json_answer
from refdesk.web.assets import Assets, answer, answer_loader
from refdesk.web.desk_api import MAIN_DESK
from refdesk.web.headers import app_policy
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS
from refdesk.web.templating import render
from refdesk.web.words import say

_LONGEST_PAGE_TITLE = 200  # characters
_LONGEST_SOURCE = 40  # characters
_ICON = "icon.svg"


async def loader(request: web.Request) -> web.Response:
    """GET /widget.js: the script that library pages embed."""
    return answer_loader(request, request.app[PARTS].assets)


async def asset(request: web.Request) -> web.Response:
    """GET /assets/<path>: a file of the front end, never changed under its name."""
    return answer(request, request.app[PARTS].assets.files.get(request.match_info["path"]))


async def panel(request: web.Request) -> web.Response:
    """GET /panel: the chat in a frame of the library's own pages, which alone may frame it."""
    response = _app(request, "panel", framed=True, framed_by=request.app[PARTS].sites)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


async def chat(request: web.Request) -> web.Response:
    """GET /chat: the chat as a page of its own, for links and QR codes."""
    return _app(request, "panel")


async def console(request: web.Request) -> web.Response:
    """GET /console: the librarians' console."""
    return _app(request, "console")


async def manifest(request: web.Request) -> web.Response:
    """GET /manifest/<app>.webmanifest: what a phone needs to install the chat or the console."""
    app = request.match_info["app"]
    if app not in {"chat", "console"}:
        raise web.HTTPNotFound
    parts, language = request.app[PARTS], language_of(request)
    name = say(language, "Tanya Pustakawan") if app == "chat" else say(language, "Meja Pustakawan")
    body = {
        "name": f"{name} – {parts.library_name}",
        "short_name": name,
        "lang": language,
        "start_url": f"/{app}?lang={language}",
        "scope": f"/{app}",
        "display": "standalone",
        "background_color": "#fbf9f5",
        "theme_color": "#0f5c63",
        "icons": [{"src": parts.assets.url(_ICON), "sizes": "any", "type": "image/svg+xml"}],
    }
    response = json_answer(body)
    response.content_type = "application/manifest+json"
    return response


def _script(assets: Assets, name: str, language: str) -> str:
    return assets.url(f"{name}.{language}.js") or assets.url(f"{name}.js")


def _app(
    request: web.Request, app: str, *, framed: bool = False, framed_by: tuple[str, ...] = ()
) -> web.Response:
    parts, language = request.app[PARTS], language_of(request)
    text = render(
        request,
        "app.html",
        app=app,
        build=parts.desk.build,
        framed=framed,
        page_title=request.query.get("page", "")[:_LONGEST_PAGE_TITLE],
        sites=" ".join(parts.sites) if framed else "",
        source=request.query.get("source", "")[:_LONGEST_SOURCE],
        strings=parts.assets.url(f"locale/{language}.{app}.json"),
        script=_script(parts.assets, app, language),
        detour=_script(parts.assets, "exchange", language) if app == "panel" else "",
        own=_script(parts.assets, "own", language),
        notice=parts.desk.consents.asks,
        minutes=parts.shared_minutes,
        child=app == "panel" and MAIN_DESK in parts.desk.child_desks,
        shared=request.query.get("bersama") == "1",
    )
    response = web.Response(text=text, content_type="text/html")
    response.headers["Content-Security-Policy"] = app_policy(
        parts.desk.origins, framed_by, trusting=app == "console"
    )
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Language"
    return response
