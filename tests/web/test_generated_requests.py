"""The running application against requests that Schemathesis makes from the OpenAPI document."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from aiohttp import web
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import one_of
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from refdesk.cli.documents import refusals
from refdesk.web.access import Route
from refdesk.web.openapi import openapi
from refdesk.web.routes import ROUTES
from tests.web.site import ORIGIN, PASSWORD, open_site

EXAMPLES = 6  # requests of each kind for each route
SECONDS = 30
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
NO_CHANNEL = "/hook/{channel}"  # refused with 503 while none is connected, as documented
SIGNS_OUT = "/api/sign-out"
LANDED = {  # what some routes must answer at least once, or the requests were not worth much
    "GET /api/me": 200,
    "GET /api/transcripts": 200,
    "GET /api/kb/search": 200,
    "POST /api/sign-in": 401,
    "POST /api/patron/redeem": 401,
}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Run a site in a thread of its own; give its address."""
    ready: Future[tuple[str, Callable[[], object]]] = Future()

    async def serve() -> None:
        async with open_site(folder) as site:
            await site.staff("rina")
            runner = web.AppRunner(site.app, access_log=None)
            await runner.setup()
            place = web.TCPSite(runner, "127.0.0.1", 0)
            await place.start()
            done, loop = asyncio.Event(), asyncio.get_running_loop()
            found = f"http://127.0.0.1:{runner.addresses[0][1]}"
            ready.set_result((found, lambda: loop.call_soon_threadsafe(done.set)))
            await done.wait()
            await runner.cleanup()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    address, stop = ready.result(SECONDS)
    try:
        yield address
    finally:
        stop()
        thread.join(SECONDS)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a running site."""
    with served(tmp_path_factory.mktemp("site")) as found:
        yield found


@pytest.fixture(scope="module")
def librarian(address: str) -> requests.Session:
    """Give a signed-in librarian."""
    session = requests.Session()
    session.headers["Origin"] = ORIGIN
    credentials = {"login": "rina", "password": PASSWORD}
    me = session.post(f"{address}/api/sign-in", json=credentials, timeout=SECONDS)
    assert me.status_code == 200
    session.headers["X-CSRF"] = me.json()["csrf"]
    return session


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_whatever_comes_is_answered_as_documented(
    route: Route, address: str, librarian: requests.Session
) -> None:
    """Requests that fit the document, and ones that do not, never make the server fail."""
    document = openapi([route], refusals(), {})
    (path,) = document["paths"]
    operation = schemathesis.openapi.from_dict(document)[path][route.method]
    session = requests.Session() if route.path == SIGNS_OUT else librarian
    checks = CHECKS[1:] if route.path == NO_CHANNEL else CHECKS
    kinds = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @settings(
        max_examples=EXAMPLES * len(kinds),
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=one_of(kinds))
    def ask(case: schemathesis.Case[Any]) -> None:
        response = case.call(base_url=address, session=session, timeout=SECONDS)
        # An address written oddly is led to the plain one before any route is asked.
        if response.status_code != HTTPStatus.PERMANENT_REDIRECT:
            case.validate_response(response, checks=checks)
        answered.add(response.status_code)

    answered: set[int] = set()
    ask()
    assert answered
    expected = LANDED.get(f"{route.method} {route.path}")
    assert expected is None or expected in answered


def test_an_answer_that_is_not_documented_is_caught(
    address: str, librarian: requests.Session
) -> None:
    """A document that promises another field makes the comparison fail."""
    document = openapi([one for one in ROUTES if one.path == "/api/me"], refusals(), {})
    document["components"]["schemas"]["MeAnswer"]["required"].append("hat")
    schema = schemathesis.openapi.from_dict(document)
    case = schema["/api/me"]["GET"].Case()
    response = case.call(base_url=address, session=librarian, timeout=SECONDS)
    with pytest.raises(FailureGroup, match="hat"):
        case.validate_response(response, checks=CHECKS)
