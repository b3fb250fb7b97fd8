"""Every HTTP operation against every actor: who gets through, and what the others can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from refdesk.domain.actors import StaffRole
from refdesk.web.access import SESSION_COOKIE
from tests.sweep.operations import TABLE
from tests.sweep.rows import ROLES, Operation
from tests.sweep.world import ALL_ROLES, World
from tests.web.site import ORIGIN

Client = TestClient[Any, Any]
REFUSED = {401, 403, 404}
MADE_UP = re.compile(r"[0-9a-f]{32}|[A-Za-z0-9_-]{43}")  # new in each form
_HEAD = frozenset({"HEAD", "*"})


@dataclass(frozen=True)
class Answer:
    """What came back, without what was asked for."""

    status: int
    body: str


@pytest.fixture
async def client(world: World, aiohttp_client: AiohttpClient) -> Client:
    """Give a client that keeps no cookies."""
    return await aiohttp_client(world.site.app, auto_decompress=True)


def routed(application: web.Application) -> Iterator[str]:
    """Name every operation of the router."""
    for route in application.router.routes():
        if route.method not in _HEAD and route.resource is not None:
            yield f"{route.method} {route.resource.canonical}"


def unlisted(application: web.Application, table: tuple[Operation, ...]) -> list[str]:
    """What the router has and the table has not, and the other way round."""
    listed, found = {one.name for one in table}, set(routed(application))
    return sorted(found ^ listed)


async def test_the_table_lists_every_operation(world: World) -> None:
    """Each operation of the router is in the table once, and nothing else is."""
    assert unlisted(world.site.app, TABLE) == []
    assert len({one.name for one in TABLE}) == len(TABLE)


async def test_an_operation_without_a_row_is_caught(world: World) -> None:
    """A row taken away is named."""
    assert unlisted(world.site.app, TABLE[1:]) == [TABLE[0].name]


async def test_everybody_gets_through_where_they_may_and_nowhere_else(
    world: World, client: Client
) -> None:
    """Who may not is refused alike for own, foreign, deleted and absent objects."""
    faults: list[str] = []
    for actor, staff in (await actors(world)).items():
        if staff:
            await world.before(staff)
        for operation in TABLE:
            answers = {
                name: await asked(world, client, operation, actor, staff, name)
                for name in operation.objects
            }
            faults += [
                f"{actor}: {operation.name}: {one}" for one in wrong(operation, actor, answers)
            ]
        if staff:
            await world.after(staff)
    assert faults == []


def wrong(operation: Operation, actor: str, answers: Mapping[str, Answer]) -> Iterator[str]:
    """Say what is wrong with the answers that an actor got."""
    own, may = answers["own"], actor in operation.may
    if operation.told:
        let_in = operation.told in own.body
    else:
        through = operation.through
        let_in = own.status in through if through else own.status not in REFUSED
    if let_in is not may:
        yield f"{'kept out' if may else 'let in'}: {own.status} {own.body[:200]}"
    alike = operation.alike if may else operation.objects
    if len({answers[name] for name in alike}) > 1:
        told = {name: answers[name] for name in alike}
        yield f"tells apart: {told}"
    if own.status >= 500 and operation.name != "POST /hook/{channel}":
        yield f"failed: {own.status}"


async def actors(world: World) -> dict[str, str]:
    """Give every actor by name with the account that signs in, "" for none."""
    found = {"nobody": "", "patron": "", "channel": "", "token": ""}
    for role in ROLES.values():
        await world.account(role, frozenset({StaffRole(role)}))
        found[role] = f"s-{role}"
    disabled = await world.account("disabled", ALL_ROLES)
    found["disabled"] = disabled.id
    await world.cookie(disabled.id)
    await world.site.parts.accounts.set_disabled(disabled.id, disabled=True, by="test")
    return found


async def credentials(world: World, actor: str, staff: str) -> dict[str, str]:
    """Give the headers by which an actor would prove who they are."""
    match actor:
        case "nobody":
            return {}
        case "patron":
            return {"Cookie": f"{SESSION_COOKIE}={world.token}"}
        case "channel":
            return {"Authorization": f"Bearer {world.site.parts.desk.channel_secret}"}
        case "token":
            return {"Authorization": f"Bearer {world.program}"}
        case _:
            cookie = await world.cookie(staff)
            return {"Cookie": f"{SESSION_COOKIE}={cookie}", "X-CSRF": "csrf"}


async def asked(
    world: World, client: Client, operation: Operation, actor: str, staff: str, name: str
) -> Answer:
    """Ask for an object as an actor."""
    method, template = operation.name.split(" ", 1)
    parts = operation.path(world, name)
    address = re.sub(r"\{(\w+)\}", lambda found: parts.get(found[1], "x"), template)
    body = dict(operation.ask(world, name))
    if actor != "patron" and "token" in body:
        body["token"] = "x"
    headers = {"Origin": ORIGIN, **await credentials(world, actor, staff)}
    how: dict[str, Any] = {"headers": headers, "allow_redirects": False}
    if method == "GET":
        how["params"] = body
    elif operation.form:
        how["data"] = {**body, "csrf": "csrf"}
    else:
        how["json"] = body
    client.session.cookie_jar.clear()
    response = await client.request(method, address, **how)
    text = MADE_UP.sub("…", (await response.read()).decode(errors="replace"))
    for given in (*parts.values(), *body.values()):
        if isinstance(given, str) and given:
            text = text.replace(given, "…")
    return Answer(response.status, text if response.status in REFUSED else "")


def test_what_the_sweep_looks_for_is_caught() -> None:
    """Somebody let in, somebody kept out, and two objects told apart are each named."""
    row = Operation("GET /api/x", frozenset({"admin"}), objects=("own", "absent"))
    gone, good = Answer(404, "tidak ada"), Answer(200, "")
    assert list(wrong(row, "admin", {"own": good, "absent": gone})) == []
    assert list(wrong(row, "editor", {"own": gone, "absent": gone})) == []
    assert "let in" in next(wrong(row, "editor", {"own": good, "absent": good}))
    assert "kept out" in next(wrong(row, "admin", {"own": gone, "absent": gone}))
    apart = {"own": Answer(404, "bukan milik Anda"), "absent": gone}
    assert "tells apart" in next(wrong(row, "editor", apart))
