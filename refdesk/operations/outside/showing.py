"""What a browser is told: headers, framing, what the library's own page loads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientResponse

from refdesk.operations.doctor import Finding, ill, well
from refdesk.operations.outside.visit import Visit, origin_of

LONGEST: Final = 2_000_000  # bytes read of a library's page
WANTED: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HEADERS = ("Header keamanan", "Security headers")
COMPRESSION = ("Kompresi", "Compression")
FRAMING = ("Bingkai", "Framing")
PAGE = ("Halaman perpustakaan", "The library's page")
_LOADING: Final = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}
_PROXY = (
    "hapus baris itu dari proksi: refdesk mengirim header ini sendiri",
    "take that line out of the proxy: refdesk sends these headers itself",
)


async def headers(visit: Visit) -> Finding:
    """Those of the server arrive, once each, as they were sent."""
    async with visit.session.get(f"{visit.url}/chat") as answer:
        wrong = [*_altered(answer)]
        if visit.secure and "Strict-Transport-Security" not in answer.headers:
            wrong.append("Strict-Transport-Security")
    if wrong:
        said = ", ".join(wrong)
        return ill(HEADERS, (f"lain atau tidak ada: {said}", f"other or missing: {said}"), _PROXY)
    return well(HEADERS, "lengkap", "complete")


def _altered(answer: ClientResponse) -> Iterator[str]:
    for name, value in WANTED.items():
        if answer.headers.getall(name, []) != [value]:
            yield name
    if len(answer.headers.getall("Content-Security-Policy", [])) != 1:
        yield "Content-Security-Policy"


async def compression(visit: Visit) -> Finding:
    """Scripts arrive packed and may be kept, over a weak link too."""
    async with visit.session.get(f"{visit.url}/chat") as answer:
        script = re.search(r'src="([^"]+\.js)"', await answer.text())
    if script is None:
        return ill(COMPRESSION, ("/chat tanpa skrip", "/chat has no script"), _PROXY)
    async with visit.session.get(urljoin(visit.url, script[1])) as answer:
        await answer.read()
        packed = answer.headers.get("Content-Encoding", "")
        kept = "immutable" in answer.headers.get("Cache-Control", "")
    if packed and kept:
        return well(COMPRESSION, packed, packed)
    said = f"Content-Encoding: {packed or '-'}, Cache-Control: {'immutable' if kept else '-'}"
    return ill(COMPRESSION, (said, said), _PROXY, serious=False)


async def framing(visit: Visit) -> Finding:
    """The library's pages may show the panel, nobody frames chat and console."""
    for path in ("/chat", "/console"):
        async with visit.session.get(f"{visit.url}{path}") as answer:
            if "frame-ancestors 'none'" not in answer.headers.get("Content-Security-Policy", ""):
                return ill(FRAMING, (f"{path} dapat dibingkai", f"{path} can be framed"), _PROXY)
    async with visit.session.get(f"{visit.url}/panel") as answer:
        policy = answer.headers.get("Content-Security-Policy", "")
        if "X-Frame-Options" in answer.headers:
            said = "/panel: X-Frame-Options"
            return ill(FRAMING, (said, said), _PROXY)
    found = re.search(r"frame-ancestors ([^;]*)", policy)
    allowed = found[1].split() if found else []
    wanted = origin_of(visit.page) if visit.page else ""
    if allowed in ([], ["'none'"]) or (wanted and wanted not in allowed):
        shown = " ".join(allowed) or "-"
        return ill(
            FRAMING,
            (f"panel boleh di: {shown}", f"the panel may be shown at: {shown}"),
            (
                f"isi sites dengan asal halaman perpustakaan {wanted}".rstrip(),
                f"set sites to the origins of the library's pages {wanted}".rstrip(),
            ),
            serious=bool(wanted),
        )
    said = " ".join(allowed)
    return well(FRAMING, said, said)


async def own_page(visit: Visit) -> Finding:
    """It loads the widget, over TLS, and its policy lets it."""
    if not visit.page:
        return well(PAGE, "tidak dicoba (--page)", "not tried (--page)")
    async with visit.session.get(visit.page) as answer:
        if answer.status != HTTPStatus.OK:
            said = f"{visit.page}: {answer.status}"
            return ill(PAGE, (said, said), ("periksa alamatnya", "check its address"))
        text = (await answer.content.read(LONGEST)).decode(errors="replace")
        policy, place = answer.headers.get("Content-Security-Policy", ""), str(answer.url)
    loaded = Loaded(place)
    loaded.feed(text)
    return judged(visit.url, place, loaded.addresses, policy)


def judged(desk: str, place: str, addresses: list[str], policy: str) -> Finding:
    """Judge a page by what it loads and by its own policy."""
    widget = next((one for one in addresses if urlsplit(one).path.endswith("/widget.js")), "")
    line = f'<script async src="{desk}/widget.js"></script>'
    if not widget:
        return ill(
            PAGE,
            (f"{place} tidak memuat widget.js", f"{place} does not load widget.js"),
            (f"tambahkan {line}", f"add {line}"),
        )
    if not widget.startswith(f"{desk}/"):
        return ill(
            PAGE,
            (f"memuat {widget}", f"loads {widget}"),
            (f"ganti dengan {line}", f"replace it by {line}"),
        )
    mixed = [one for one in addresses if place.startswith("https:") and one.startswith("http:")]
    if mixed:
        return ill(
            PAGE,
            (f"isi campuran: {mixed[0]}", f"mixed content: {mixed[0]}"),
            ("ganti http: dengan https:", "write https: instead of http:"),
            serious=False,
        )
    if missing := [one for one in ("script-src", "frame-src") if not allows(policy, one, desk)]:
        said = ", ".join(missing)
        return ill(
            PAGE,
            (f"Content-Security-Policy-nya menolak: {said}", f"its policy refuses: {said}"),
            (f"tambahkan {desk} pada {said}", f"add {desk} to {said}"),
        )
    return well(PAGE, f"{place} memuat widget", f"{place} loads the widget")


def allows(policy: str, directive: str, origin: str) -> bool:
    """Tell whether a policy lets an origin in (CSP 3, with the fallbacks of 6.8)."""
    lists = {words[0].lower(): words[1:] for part in policy.split(";") if (words := part.split())}
    for name in (directive, *(("child-src",) if directive == "frame-src" else ()), "default-src"):
        if name in lists:
            host = urlsplit(origin).netloc
            return bool({origin, host, "*", "https:"} & {one.rstrip("/") for one in lists[name]})
    return True


class Loaded(HTMLParser):
    """The addresses of what a page loads by itself, whole."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address of an element that loads something."""
        address = dict(attrs).get(_LOADING.get(tag, ""))
        if address:
            self.addresses.append(urljoin(self._place, address))
