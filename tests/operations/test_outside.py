"""The doctor from the patron's side: each planted fault is named with its remedy."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from refdesk.errors import SettingsProblem
from refdesk.operations.doctor import Finding
from refdesk.operations.outside import reaching, showing, talking
from refdesk.operations.outside.looks import LOOKS
from refdesk.operations.outside.visit import Look, plain_of, visit
from tests.journeys.fronts import make_certificate

DESK = "https://tanya.perpus.example"
PAGE = "https://perpus.example/"
WIDGET = f"{DESK}/widget.js"


@asynccontextmanager
async def serving(app: web.Application, folder: Path | None = None) -> AsyncIterator[str]:
    """Serve an application, with the certificate in a folder if one is given; gives its address."""
    server = TestServer(app, host="127.0.0.1")
    context = None
    if folder is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(folder / "fullchain.pem", folder / "privkey.pem")
    await server.start_server(ssl=context)
    try:
        yield f"{'http' if folder is None else 'https'}://localhost:{server.port}"
    finally:
        await server.close()


async def found(url: str, look: Look, trusted: str = "", page: str = "") -> Finding:
    """Make one look."""
    return (await visit(url, page, trusted, [look]))[0]


async def test_a_name_that_leads_nowhere_ends_the_visit() -> None:
    """Nothing else is worth a look; the remedy is a DNS record."""
    findings = await visit("https://tanya.perpus.invalid", "", "", LOOKS)
    assert [finding.good for finding in findings] == [False]
    assert "DNS" in findings[0].remedy[1]


@pytest.mark.parametrize(
    ("name", "days", "known", "said"),
    [
        ("localhost", 90, True, "valid for"),
        ("localhost", 5, True, "valid for 4 more days"),
        ("localhost", -1, True, "has expired"),
        ("lain.example", 90, True, "is for another name"),
        ("localhost", 90, False, "unknown to browsers"),
    ],
)
async def test_a_certificate_is_judged(
    tmp_path: Path, name: str, days: int, said: str, *, known: bool
) -> None:
    """Time left, name and issuer; what is wrong is told apart."""
    authority = make_certificate(tmp_path, name, days)
    look = Look(reaching.CERTIFICATE, reaching.certificate)
    async with serving(web.Application(), tmp_path) as url:
        finding = await found(url, look, str(authority) if known else "")
    assert said in finding.says[1]
    assert finding.good == (said == "valid for")


async def test_what_is_not_refdesk_is_told() -> None:
    """A proxy that leads elsewhere is named before its lesser faults."""

    async def other(_: web.Request) -> web.Response:
        return web.json_response({"hello": "world"})

    app = web.Application()
    app.router.add_get("/readyz", other)
    async with serving(app) as url:
        finding = await found(url, Look(talking.SERVER, talking.ours))
    assert not finding.good
    assert "not refdesk" in finding.says[1]


@pytest.mark.parametrize(("status", "remedy"), [(403, "public_url"), (400, "Upgrade")])
async def test_a_socket_that_does_not_open_is_told_with_its_reason(
    status: int, remedy: str
) -> None:
    """A refused origin is a setting of ours, anything else the proxy's."""

    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=status)

    app = web.Application()
    app.router.add_get("/ws/patron", refuse)
    async with serving(app) as url:
        finding = await found(url, Look(talking.SOCKET, talking.socket))
    assert str(status) in finding.says[1]
    assert remedy in finding.remedy[1]


@pytest.mark.parametrize(
    ("told", "good", "remedy"),
    [
        ({"address": "198.51.100.4", "forwarded": True, "believed": True}, True, ""),
        ({"address": "127.0.0.1", "forwarded": True, "believed": False}, False, "trusted_proxies"),
        ({"address": talking.NOBODY, "forwarded": True, "believed": True}, False, "replace"),
    ],
)
async def test_what_the_server_sees_is_judged(
    told: dict[str, object], remedy: str, *, good: bool
) -> None:
    """A proxy that is not trusted, and one that passes a stranger's claim on, are told apart."""

    async def seen(_: web.Request) -> web.Response:
        return web.json_response(told)

    app = web.Application()
    app.router.add_get("/api/seen", seen)
    async with serving(app) as url:
        finding = await found(url, Look(talking.ADDRESSES, talking.addresses))
    assert finding.good == good
    assert remedy in finding.remedy[1]


async def test_a_proxy_that_forbids_frames_is_told() -> None:
    """X-Frame-Options on the panel hides it on the library's pages, whatever our policy says."""

    async def page(request: web.Request) -> web.Response:
        sites = "https://perpus.example" if request.path == "/panel" else "'none'"
        headers = {"Content-Security-Policy": f"frame-ancestors {sites}"}
        if request.path == "/panel":
            headers["X-Frame-Options"] = "DENY"
        return web.Response(headers=headers)

    app = web.Application()
    app.router.add_get("/{path}", page)
    async with serving(app) as url:
        finding = await found(url, Look(showing.FRAMING, showing.framing))
        headers = await found(url, Look(showing.HEADERS, showing.headers))
    assert "X-Frame-Options" in finding.says[1]
    assert "nosniff" not in headers.says[1]
    assert "X-Content-Type-Options" in headers.says[1]


@pytest.mark.parametrize(
    ("addresses", "policy", "said"),
    [
        ([WIDGET], "", "loads the widget"),
        ([], "", "does not load"),
        (["https://lama.example/widget.js"], "", "loads https://lama"),
        ([WIDGET, "http://gambar.example/a.png"], "", "mixed content"),
        ([WIDGET], "default-src 'self'", "refuses: script-src, frame-src"),
        ([WIDGET], f"script-src {DESK}; frame-src 'self'", "refuses: frame-src"),
        ([WIDGET], f"default-src 'self' {DESK}", "loads the widget"),
    ],
)
def test_a_library_page_is_judged(addresses: list[str], policy: str, said: str) -> None:
    """By what it loads, from where, and by what its own policy lets in."""
    finding = showing.judged(DESK, PAGE, addresses, policy)
    assert said in finding.says[1]
    assert finding.good == (said == "loads the widget")


def test_addresses_on_a_page_are_read_whole() -> None:
    """Relative ones by the page's own address, of whatever loads by itself."""
    loaded = showing.Loaded(PAGE)
    loaded.feed('<script src="/a.js"></script><img src="http://x.example/b.png"><a href="/c">')
    assert loaded.addresses == ["https://perpus.example/a.js", "http://x.example/b.png"]


async def test_an_address_that_is_none_is_refused_in_words() -> None:
    """A name alone is asked to be written whole; a port of its own has no plain twin."""
    with pytest.raises(SettingsProblem, match="tanya"):
        await visit("tanya.perpus.example", "", "", LOOKS)
    assert plain_of(DESK) == "http://tanya.perpus.example"
    assert plain_of(f"{DESK}:8443") == ""


@pytest.mark.parametrize(
    ("lived", "left", "good"),
    [
        (timedelta(days=60), timedelta(days=30), True),
        (timedelta(days=77), timedelta(days=13), False),
        (timedelta(hours=4), timedelta(hours=8), True),
        (timedelta(hours=11), timedelta(hours=1), False),
    ],
)
def test_a_certificate_about_to_end_is_a_fault(
    lived: timedelta, left: timedelta, *, good: bool
) -> None:
    """Automatic renewal has failed when two weeks are left, or a sixth of a short life."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    dates = {"notBefore": now - lived, "notAfter": now + left}
    found = {name: f"{date:%b %d %H:%M:%S %Y} GMT" for name, date in dates.items()}
    assert reaching.judged(found, "TLSv1.3", now).good == good
