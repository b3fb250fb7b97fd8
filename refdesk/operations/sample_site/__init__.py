"""A sample library site at an origin of its own, with the real embed line, for the demo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import files

from aiohttp import web

PAGES = ("index.html", "layanan.html", "english.html")


def application(server: str) -> web.Application:
    """Build the site; `server` is the address of refdesk, such as http://127.0.0.1:8080."""
    app = web.Application()
    folder = files(__name__)
    for page in PAGES:
        text = (folder / page).read_text("utf-8").replace("{{server}}", server)
        app.router.add_get(f"/{page}", _serve(text, "text/html"))
        if page == "index.html":
            app.router.add_get("/", _serve(text, "text/html"))
    style = (folder / "site.css").read_text("utf-8")
    app.router.add_get("/site.css", _serve(style, "text/css"))
    return app


def _serve(text: str, content_type: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(_: web.Request) -> web.Response:
        return web.Response(text=text, content_type=content_type)

    return handler
