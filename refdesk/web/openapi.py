"""The OpenAPI 3.1 document, made from the route table and the shapes of the handlers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from types import MappingProxyType

import msgspec

from refdesk.people.api_tokens import Scope
from refdesk.protocol.described import Comments, Json, components, first_sentence, ref
from refdesk.web.access import HOST_ONLY, SESSION_COOKIE, Route, Who
from refdesk.web.answers import Refusal
from refdesk.web.middleware import MACHINES
from refdesk.web.route_shapes import LANG, SHAPES
from refdesk.web.scopes import scope_of
from refdesk.web.shape import HTML, JSON, Field, Shape
from refdesk.web.statuses import STATUSES

INFO: Json = {
    "title": "refdesk",
    "version": "1.0.0",
    "description": (
        "The addresses of the server. Conversations go over the sockets: their frames are in "
        "asyncapi.json, what a client can rely on is written in PROTOCOL.md."
    ),
    "license": {"name": "MIT", "identifier": "MIT"},
}
SCHEMES: Json = {
    "signIn": {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION_COOKIE,
        "description": f"Over TLS its name is {HOST_ONLY}{SESSION_COOKIE}.",
    },
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": (
            "An API token, made in the console under one's own account. It acts for its owner, "
            "within its scopes and never beyond the owner's roles of that moment. Scopes: "
            f"{', '.join(Scope)}; each operation that takes a token names the one it needs."
        ),
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRF",
        "description": "`csrf` of GET /api/me; the Origin must be the server's own.",
    },
}
WHO: Mapping[Who, str] = MappingProxyType(
    {
        Who.PUBLIC: "Anybody.",
        Who.PATRON: "A patron: the token in the body says who.",
        Who.STAFF: "Who is signed in.",
        Who.SELF: "Who is signed in, also while something has to be done before anything else.",
        Who.LINK: "Who holds a link to set a password: its code is in the body.",
        Who.FIRST_RUN: "Who holds the link that the first start printed: its code is in the body.",
        Who.CHANNEL: "The service behind the channel; the channel checks its secret.",
        Who.SOCKET: "Whoever the first frame, `hello`, proves to be.",
    }
)
SOCKET = Shape(
    gives="application/octet-stream",
    refuses=("bad_request", "unauthorized", "forbidden_or_absent", "rate_limited"),
    also=((101, "The WebSocket is open; its frames are in asyncapi.json."),),
)
FORM = "application/x-www-form-urlencoded"
_FOREIGN = "forbidden_or_absent"  # a change asked for by another site's page
_PARAMETER = re.compile(r"\{(\w+)[^}]*\}")
_SAFE = frozenset({"GET", "HEAD"})
_SIGNED_IN = frozenset({Who.STAFF, Who.SELF})


def openapi(routes: Iterable[Route], refusals: Mapping[str, str], comments: Comments) -> Json:
    """Give the document of these routes; `refusals` says what each error code means.

    Raises KeyError, naming the handler, for a route whose shape nobody has declared.
    """
    routes = list(routes)
    paths: Json = {}
    for route in routes:
        path = _PARAMETER.sub(r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, refusals)
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": components(_structs(routes), comments),
            "securitySchemes": SCHEMES,
        },
    }


def shape_of(route: Route) -> Shape:
    """Give the declared shape of a route; raises KeyError when there is none."""
    return SOCKET if route.who is Who.SOCKET else SHAPES[route.handler]


def refusals_of(route: Route) -> list[str]:
    """Give the codes that a route may refuse with, those of every route left out."""
    shape, found = shape_of(route), []
    if route.who in _SIGNED_IN:
        found.append("unauthorized")
    if token_scope(route):
        found.append(_FOREIGN)  # a token without the scope
    if route.method not in _SAFE and route.who is not Who.CHANNEL:
        found.append(_FOREIGN)
    if shape.takes or shape.form:
        found += ["bad_request", "too_large"]
    return sorted({*found, *shape.refuses})


def _structs(routes: Iterable[Route]) -> Iterator[type[msgspec.Struct]]:
    yield Refusal
    for shape in map(shape_of, routes):
        for one in (shape.takes, shape.gives):
            if isinstance(one, type):
                yield one


def _operation(route: Route, refusals: Mapping[str, str]) -> Json:
    shape = shape_of(route)
    operation: Json = {
        "operationId": _name(route),
        "summary": _summary(route),
        "description": _who(route),
        "parameters": [*_in_path(route), *map(_in_query, (*shape.query, LANG))],
        "responses": _responses(route, shape, refusals),
    }
    if body := _body(shape):
        operation["requestBody"] = {"required": True, "content": body}
    if route.who in _SIGNED_IN or route.path == "/ws/staff":
        changes = route.method not in _SAFE
        operation["security"] = [{"signIn": [], "csrf": []} if changes else {"signIn": []}]
        if scope := token_scope(route):
            operation["security"].append({"token": [scope]})
    return operation


def token_scope(route: Route) -> Scope | None:
    """Give the scope that lets a program's token through a route, None where none does."""
    return scope_of(route.method, route.path) if route.who is Who.STAFF else None


def _who(route: Route) -> str:
    scope = token_scope(route)
    return f"{WHO[route.who]} A token needs the scope `{scope}`." if scope else WHO[route.who]


def _name(route: Route) -> str:
    if route.who is Who.SOCKET:
        return route.path.strip("/").replace("/", "_")
    return f"{route.handler.__module__.rpartition('.')[2]}_{route.handler.__name__}"


def _summary(route: Route) -> str:
    if route.who is Who.SOCKET:
        return "Open a WebSocket with the sub-protocol refdesk.1."
    said = first_sentence(route.handler.__doc__ or "").partition(": ")[2]
    return said[:1].upper() + said[1:]


def _in_path(route: Route) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(route.path)
    ]


def _in_query(field: Field) -> Json:
    return {
        "name": field.name,
        "in": "query",
        "description": field.says,
        "schema": _schema(field),
    }


def _schema(field: Field) -> Json:
    kind: Json = {"type": field.kind}
    if field.among:
        kind["enum"] = list(field.among)
    if field.written:
        kind["format"] = field.written
    if field.kind == "integer":
        kind |= {"minimum": 0, "maximum": 999_999_999}
    return kind


def _body(shape: Shape) -> Json:
    if shape.form:
        fields = {one.name: {**_schema(one), "description": one.says} for one in shape.form}
        return {FORM: {"schema": {"type": "object", "properties": fields}}}
    return _content(shape.takes) if shape.takes else {}


def _content(given: type[msgspec.Struct] | str) -> Json:
    if isinstance(given, str):
        return {given: {}}
    return {JSON: {"schema": ref(given)}}


def _responses(route: Route, shape: Shape, refusals: Mapping[str, str]) -> Json:
    content = _content(shape.gives)
    found: Json = {}
    if route.who is not Who.SOCKET:
        found["200"] = {"description": "Done.", "content": content}
    for further, says in shape.also:
        found[str(further)] = {"description": says}
        if further >= HTTPStatus.INTERNAL_SERVER_ERROR:
            found[str(further)]["content"] = content
    refused = _content(Refusal) if route.path.startswith(MACHINES) else _content(HTML)
    for code in refusals_of(route):
        status = str(int(STATUSES[code]))
        says = f"`{code}`: {refusals[code]}"
        if status in found:
            says = f"{found[status]['description']} {says}"
        found[status] = {"description": says, "content": refused}
    found["5XX"] = {
        "description": f"`unavailable`: {refusals['unavailable']} Come again later.",
        "content": refused,
    }
    return dict(sorted(found.items()))
