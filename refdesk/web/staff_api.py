"""The care of staff accounts, for administrators: invite, change, disable, help back in.

API tokens are listed with their owner, without what they are, and can be ended.
"""

from __future__ import annotations

import msgspec
from aiohttp import web

from refdesk.domain.actors import StaffRole
from refdesk.domain.records import millis
from refdesk.errors import BadRequest, ForbiddenOrAbsent
from refdesk.people.account_links import INVITED_FOR
from refdesk.people.authority import authorise
from refdesk.people.ports import StaffRow
from refdesk.web.access import ME
from refdesk.web.account_api import ListedToken, Revoking, listed_token
from refdesk.web.answers import json_answer
from refdesk.web.bodies import Body, read_json
from refdesk.web.parts import PARTS


class ListedStaff(msgspec.Struct, frozen=True, kw_only=True):
    """An account; `invited` while nobody has set its password."""

    id: str
    login: str
    name: str
    roles: list[str]
    disabled: bool
    invited: bool
    must_change: bool
    second_factor: bool
    tokens: list[ListedToken]


class StaffList(msgspec.Struct, frozen=True, kw_only=True):
    """All accounts by name, and the roles there are."""

    staff: list[ListedStaff]
    roles: list[str]


class Invitation(Body, frozen=True, kw_only=True):
    """Who is to have an account."""

    login: str
    name: str
    roles: list[str]


class StaffChange(Body, frozen=True, kw_only=True):
    """What becomes different about an account; what is left out stays as it is."""

    name: str | None = None
    roles: list[str] | None = None
    disabled: bool | None = None
    must_change: bool | None = None


class PasswordLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link that sets the password of the account `id` once, told this once."""

    id: str
    link: str


async def index(request: web.Request) -> web.Response:
    """GET /api/staff: all accounts, the disabled ones too."""
    authorise(request[ME].actor, "manage_staff")
    parts = request.app[PARTS]
    now, tokens = millis(parts.desk.clock()), await parts.people.tokens.by_owner()
    listed = [
        _listed(row, [listed_token(one, now) for one in tokens.get(row.id, [])])
        for row in await parts.people.everyone()
    ]
    return json_answer(StaffList(staff=listed, roles=list(StaffRole)))


async def invite(request: web.Request) -> web.Response:
    """POST /api/staff: make an account; give the link by which its owner sets the password."""
    me = request[ME].actor
    authorise(me, "manage_staff")
    given = await read_json(request, Invitation)
    links = request.app[PARTS].people.links
    row, token = await links.invite(given.login, given.name, _roles(given.roles), by=me.id)
    return json_answer(_link(request, row.id, token))


async def change(request: web.Request) -> web.Response:
    """POST /api/staff/<id>: change an account; other roles, or disabling, end its sign-ins."""
    me, accounts = request[ME].actor, request.app[PARTS].accounts
    authorise(me, "manage_staff")
    given = await read_json(request, StaffChange)
    row = await _existing(request)
    roles = None if given.roles is None else _roles(given.roles)
    if given.disabled is not None and given.disabled != row.disabled:
        await accounts.set_disabled(row.id, disabled=given.disabled, by=me.id)
    await accounts.change(
        row.id, name=given.name, roles=roles, must_change=given.must_change, by=me.id
    )
    return json_answer({})


async def help_back_in(request: web.Request) -> web.Response:
    """POST /api/staff/<id>/link: give a link to set the password, without the second factor."""
    me = request[ME].actor
    authorise(me, "manage_staff")
    row = await _existing(request)
    lasts = {} if row.password_hash else {"lasts": INVITED_FOR}
    token = await request.app[PARTS].people.links.recover(row.id, by=me.id, **lasts)
    return json_answer(_link(request, row.id, token))


async def revoke_token(request: web.Request) -> web.Response:
    """POST /api/staff/<id>/tokens/revoke: end an API token of this account."""
    me = request[ME].actor
    authorise(me, "manage_staff")
    given = await read_json(request, Revoking)
    owner = request.match_info["staff"]
    await request.app[PARTS].people.tokens.revoke(owner, given.id, by=me.id)
    return json_answer({})


async def _existing(request: web.Request) -> StaffRow:
    row = await request.app[PARTS].people.by_id(request.match_info["staff"])
    if row is None:
        raise ForbiddenOrAbsent("no_such_staff")
    return row


def _roles(given: list[str]) -> frozenset[StaffRole]:
    try:
        return frozenset(map(StaffRole, given))
    except ValueError:
        raise BadRequest("bad_role") from None


def _link(request: web.Request, staff: str, token: str) -> PasswordLink:
    origin = request.app[PARTS].desk.origins[0]
    return PasswordLink(id=staff, link=f"{origin}/sandi#{token}")


def _listed(row: StaffRow, tokens: list[ListedToken]) -> ListedStaff:
    return ListedStaff(
        id=row.id,
        login=row.login,
        name=row.name,
        roles=sorted(row.roles),
        disabled=row.disabled,
        invited=not row.password_hash,
        must_change=row.must_change,
        second_factor=row.second_factor_since is not None,
        tokens=tokens,
    )
