"""The OpenAPI document: valid, complete, served."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from refdesk.cli.documents import refusals
from refdesk.web.access import Route, Who
from refdesk.web.openapi import openapi, refusals_of, token_scope
from refdesk.web.route_shapes import SHAPES
from refdesk.web.routes import ROUTES, every_route
from refdesk.web.statuses import STATUSES
from tests.web.conftest import Client

DOCUMENT = openapi(every_route(), refusals(), {})


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give method, path and operation of everything the document describes."""
    for path, item in document["paths"].items():
        yield from ((method.upper(), path, operation) for method, operation in item.items())


def test_it_is_valid() -> None:
    """The validator of the OpenAPI community finds nothing wrong."""
    assert list(OpenAPIV31SpecValidator(DOCUMENT).iter_errors()) == []


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (("paths", "/api/me", "get", "responses", "200"), "description"),
        (("paths", "/kb/{slug}", "get", "parameters"), 0),
        (("components", "securitySchemes", "csrf"), "type"),
        (("info",), "version"),
    ],
)
def test_the_validator_finds_planted_faults(place: tuple[str, ...], name: str | int) -> None:
    """With a needed part taken away, the validator complains."""
    damaged = copy.deepcopy(DOCUMENT)
    found: Any = damaged
    for step in place:
        found = found[step]
    del found[name]
    assert list(OpenAPIV31SpecValidator(damaged).iter_errors())


def test_every_route_is_described() -> None:
    """Each line of the route table, sockets included, is one operation with a summary."""
    described = {(method, path) for method, path, _ in operations(DOCUMENT)}
    expected = {(r.method, re.sub(r"\{(\w+)[^}]*\}", r"{\1}", r.path)) for r in every_route()}
    assert described == expected
    assert all(operation["summary"] for _, _, operation in operations(DOCUMENT))
    names = [operation["operationId"] for _, _, operation in operations(DOCUMENT)]
    assert len(names) == len(set(names))


def test_every_shape_is_of_a_route() -> None:
    """No shape is left of a handler that has gone."""
    assert set(SHAPES) == {route.handler for route in ROUTES}


def test_a_route_without_a_shape_is_refused() -> None:
    """A route whose shape nobody declared stops the document, naming the handler."""

    async def nobody(_: object) -> Any:  # noqa: ANN401
        """GET /new: something."""

    with pytest.raises(KeyError, match="nobody"):
        openapi([Route("GET", "/new", nobody, Who.PUBLIC)], refusals(), {})


def test_who_may_come_is_told() -> None:
    """Staff's routes ask for cookie and X-CSRF, or for a token; refusals have a status."""
    for route in ROUTES:
        _, _, found = next(
            one
            for one in operations(DOCUMENT)
            if one[0] == route.method and one[1] == re.sub(r"\{(\w+)[^}]*\}", r"{\1}", route.path)
        )
        named = {name for wanted in found.get("security", []) for name in wanted}
        changes = {"csrf"} if route.method == "POST" else set()
        token = {"token"} if token_scope(route) else set()
        signed_in = route.who in {Who.STAFF, Who.SELF}
        assert named == ({"signIn"} | changes | token if signed_in else set())
        for code in refusals_of(route):
            assert f"`{code}`" in found["responses"][str(int(STATUSES[code]))]["description"]


async def test_both_documents_are_served(client: Client) -> None:
    """Whoever writes a client finds them on the server itself."""
    for name, member in (("openapi", "paths"), ("asyncapi", "channels")):
        response = await client.get(f"/api/{name}.json")
        assert response.status == 200
        assert member in await response.json()
