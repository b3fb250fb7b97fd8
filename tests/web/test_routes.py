"""The route table: every address swept for who may come through."""

import re

from refdesk.cli.documents import refusals
from refdesk.web.access import SESSION_COOKIE, Route, Who
from refdesk.web.bodies import BODY_BYTES, FORM
from refdesk.web.headers import ALWAYS
from refdesk.web.openapi import openapi
from refdesk.web.routes import ROUTES
from tests.web.conftest import Client
from tests.web.site import ORIGIN


def address(route: Route) -> str:
    """Give an address that the route matches."""
    return re.sub(r"\{[^}]*\}", "x", route.path)


def name(route: Route) -> str:
    """Name a route in a failure."""
    return f"{route.method} {route.path}"


def test_addresses_are_unique() -> None:
    """No two routes answer the same method and path."""
    pairs = [(route.method, route.path) for route in ROUTES]
    assert len(pairs) == len(set(pairs))


async def test_staff_routes_need_a_sign_in(client: Client) -> None:
    """Without a valid session cookie every staff route answers 401 in words."""
    for route in ROUTES:
        for cookie in ("", "x" * 43) if route.who in {Who.STAFF, Who.SELF} else ():
            headers = {"Cookie": f"{SESSION_COOKIE}={cookie}"}
            response = await client.request(route.method, address(route), headers=headers)
            assert response.status == 401, name(route)
            assert "Anda sudah keluar" in await response.text(), name(route)


async def test_changes_from_foreign_pages_are_refused(client: Client) -> None:
    """A page of another origin changes nothing, whatever it holds."""
    proved = {Who.CHANNEL, Who.STAFF, Who.SELF}  # by more than an Origin
    changing = [r for r in ROUTES if r.method != "GET" and r.who not in proved]
    assert changing
    for route in changing:
        for origin in ("https://evil.example", "null", f"{ORIGIN}.evil.example"):
            headers = {"Origin": origin}
            response = await client.request(route.method, address(route), headers=headers)
            assert response.status == 404, name(route)
            text = await response.text()
            assert "Permintaan ini datang dari situs lain" in text, name(route)


async def test_every_answer_carries_the_security_headers(client: Client) -> None:
    """Whatever the answer, the security headers are on it and no server is named."""
    for route in ROUTES:
        response = await client.request(route.method, address(route), headers={"Origin": ORIGIN})
        for header in (*ALWAYS, "Content-Security-Policy"):
            assert header in response.headers, f"{name(route)}: {header}"
        assert "Server" not in response.headers, name(route)


async def test_no_route_fails_on_nothing(client: Client) -> None:
    """An empty request is answered or refused, never a fault of the server."""
    for route in ROUTES:
        response = await client.request(route.method, address(route), headers={"Origin": ORIGIN})
        assert response.status < 500 or route.who is Who.CHANNEL, name(route)


async def test_only_the_methods_of_the_table_are_answered(client: Client) -> None:
    """TRACE, which would send a cookie back in a body, and all else is refused."""
    for method in ("TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "OPTIONS", "XSS"):
        for path in ("/", "/api/me", "/api/sign-in", "/kb", "/widget.js"):
            response = await client.request(method, path, headers={"X-Canary": "kanari"})
            assert response.status >= 400, f"{method} {path}"
            assert "kanari" not in await response.text()


def test_no_operation_takes_a_file() -> None:
    """There are no uploads: bodies are JSON or the fields of a form, of at most 64 KiB."""
    taken = {
        kind
        for operations in openapi(ROUTES, refusals(), {})["paths"].values()
        for operation in operations.values()
        for kind in operation.get("requestBody", {}).get("content", {})
    }
    assert taken == {"application/json", FORM}
    assert BODY_BYTES == 64 * 1024
