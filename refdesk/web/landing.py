"""The landing page: every door of the desk on one page."""

from __future__ import annotations

from aiohttp import web

from refdesk.web.parts import PARTS
from refdesk.web.templating import page


async def landing(request: web.Request) -> web.Response:
    """GET /: links to the chat, the knowledge base, the form, the console."""
    return page(request, "landing.html", sample=request.app[PARTS].sample_url)


async def robots(request: web.Request) -> web.Response:
    """GET /robots.txt: search engines may read the knowledge base, nothing else."""
    origin = request.app[PARTS].desk.origins[0]
    lines = [
        "User-agent: *",
        "Allow: /kb",
        "Allow: /assets/",
        "Allow: /$",
        "Disallow: /",
        f"Sitemap: {origin}/sitemap.xml",
    ]
    return web.Response(text="\n".join(lines) + "\n", content_type="text/plain")
