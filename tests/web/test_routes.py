"""The route table: every address swept for who may come through."""

import re

import pytest

from refdesk.web.access import SESSION_COOKIE, Route, Who
from refdesk.web.headers import ALWAYS
from refdesk.web.routes import ROUTES
from tests.web.conftest import Client
from tests.web.site import ORIGIN

STAFF = [route for route in ROUTES if route.who is Who.STAFF]
CHANGING = [route for route in ROUTES if route.method != "GET" and route.who is not Who.CHANNEL]


def address(route: Route) -> str:
    """Give an address that the route matches."""
    return re.sub(r"\{[^}]*\}", "x", route.path)


def name(route: Route) -> str:
    """Name a route in test reports."""
    return f"{route.method} {route.path}"


def test_addresses_are_unique() -> None:
    """No two routes answer the same method and path."""
    pairs = [(route.method, route.path) for route in ROUTES]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("route", STAFF, ids=name)
async def test_staff_routes_need_a_sign_in(client: Client, route: Route) -> None:
    """Without a valid session cookie every staff route answers 401 in words."""
    for cookie in ("", "x" * 43):
        response = await client.request(
            route.method, address(route), headers={"Cookie": f"{SESSION_COOKIE}={cookie}"}
        )
        assert response.status == 401
        assert (await response.json())["key"] == "signed_out"


@pytest.mark.parametrize("route", CHANGING, ids=name)
@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}])
async def test_changes_from_foreign_pages_are_refused(
    client: Client, route: Route, headers: dict[str, str]
) -> None:
    """A page of another origin changes nothing, whatever it holds."""
    response = await client.request(route.method, address(route), headers=headers)
    assert response.status in {401, 404}
    assert (
        "foreign_origin" in (text := await response.text())
        or response.status == 401
        or ("situs lain" in text)
    )


@pytest.mark.parametrize("route", [r for r in ROUTES if r.method == "GET"], ids=name)
async def test_every_answer_carries_the_security_headers(client: Client, route: Route) -> None:
    """Whatever the answer, the security headers are on it and no server is named."""
    response = await client.get(address(route))
    for header in (*ALWAYS, "Content-Security-Policy"):
        assert header in response.headers, header
    assert "Server" not in response.headers


@pytest.mark.parametrize("route", ROUTES, ids=name)
async def test_no_route_fails_on_nothing(client: Client, route: Route) -> None:
    """An empty request is answered or refused, never a fault of the server."""
    response = await client.request(route.method, address(route), headers={"Origin": ORIGIN})
    assert response.status < 500 or route.who is Who.CHANNEL
