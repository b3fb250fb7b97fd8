"""One's own account: password, second factor, sign-ins, API tokens."""

from __future__ import annotations

import msgspec
from aiohttp import web

from refdesk.domain.records import millis
from refdesk.errors import BadRequest, ForbiddenOrAbsent
from refdesk.people.api_tokens import LONGEST_DAYS, Scope
from refdesk.people.ports import ApiToken, SignIn, StaffRow
from refdesk.web.access import ME, session_of
from refdesk.web.answers import json_answer
from refdesk.web.bodies import Body, read_json
from refdesk.web.parts import PARTS


class ListedSignIn(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in: on what, since when, last used; times in milliseconds."""

    id: str
    device: str
    since: int
    used: int
    until: int
    here: bool


class ListedToken(msgspec.Struct, frozen=True, kw_only=True):
    """An API token; `used` is 0 for never, times in milliseconds."""

    id: str
    name: str
    scopes: list[str]
    since: int
    until: int
    used: int
    over: bool


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody may know about their own account.

    `second_factor` is the time in milliseconds since which it is on, 0 while it is off.
    """

    second_factor: int
    second_factor_required: bool
    codes_left: int
    sign_ins: list[ListedSignIn]
    tokens: list[ListedToken]
    scopes: list[str]
    most_days: int


class NewPassword(Body, frozen=True, kw_only=True):
    """The old password and the new."""

    old: str
    password: str


class OwnPassword(Body, frozen=True, kw_only=True):
    """One's own password again: an unlocked console alone opens no lasting way in."""

    password: str


class FactorSetup(msgspec.Struct, frozen=True, kw_only=True):
    """What an authenticator app is set up with: `picture` is a QR code in a data: address."""

    secret: str
    address: str
    picture: str


class Code(Body, frozen=True, kw_only=True):
    """A code of the authenticator app, or a recovery code."""

    code: str


class RecoveryCodes(msgspec.Struct, frozen=True, kw_only=True):
    """Recovery codes, told this once."""

    codes: list[str]


class Ending(Body, frozen=True, kw_only=True):
    """The sign-in to end; "" for all but this one."""

    id: str


class NewToken(Body, frozen=True, kw_only=True):
    """What an API token is to be called, for what and how many days; one's own password again."""

    password: str
    name: str
    scopes: list[str]
    days: int


class MadeToken(msgspec.Struct, frozen=True, kw_only=True):
    """An API token, told this once: send it as `Authorization: Bearer …`."""

    id: str
    token: str


class Revoking(Body, frozen=True, kw_only=True):
    """The token to revoke."""

    id: str


async def account(request: web.Request) -> web.Response:
    """GET /api/me/account: one's own account."""
    parts, me = request.app[PARTS], request[ME]
    row = await _row(request)
    since, required = row.second_factor_since, parts.signing_in.terms.second_factor_for
    return json_answer(
        Account(
            second_factor=millis(since) if since else 0,
            second_factor_required=bool(row.roles & required),
            codes_left=await parts.people.factors.codes_left(me.actor.id) if since else 0,
            sign_ins=[_sign_in(one, me.sign_in) for one in await parts.signing_in.sign_ins(me)],
            tokens=[
                listed_token(one, millis(parts.desk.clock()))
                for one in await parts.people.tokens.of(me.actor.id)
            ],
            scopes=list(Scope),
            most_days=LONGEST_DAYS,
        )
    )


async def change_password(request: web.Request) -> web.Response:
    """POST /api/me/password: change one's own password; all sign-ins end, this one too."""
    given = await read_json(request, NewPassword)
    accounts = request.app[PARTS].accounts
    await accounts.change_own(request[ME].actor.id, given.old, given.password)
    return json_answer({})


async def begin_factor(request: web.Request) -> web.Response:
    """POST /api/me/second-factor: give what an authenticator app is set up with."""
    proof, parts = await read_json(request, OwnPassword), request.app[PARTS]
    await parts.accounts.prove(request[ME].actor.id, proof.password)
    setup = await parts.people.factors.begin(await _row(request))
    given = FactorSetup(secret=setup.secret, address=setup.address, picture=setup.picture)
    return json_answer(given)


async def confirm_factor(request: web.Request) -> web.Response:
    """POST /api/me/second-factor/confirm: turn the second factor on by a first code."""
    given = await read_json(request, Code)
    row = await _row(request)
    codes = await request.app[PARTS].people.factors.confirm(row, given.code)
    return json_answer(RecoveryCodes(codes=list(codes)))


async def remove_factor(request: web.Request) -> web.Response:
    """POST /api/me/second-factor/remove: turn the second factor off, with a code."""
    row = await _proved(request)
    await request.app[PARTS].people.factors.take_off(row.id, by=row.id)
    return json_answer({})


async def renew_codes(request: web.Request) -> web.Response:
    """POST /api/me/second-factor/codes: give new recovery codes, with a code."""
    row = await _proved(request)
    codes = await request.app[PARTS].people.factors.renew_codes(row.id)
    return json_answer(RecoveryCodes(codes=list(codes)))


async def end_sign_in(request: web.Request) -> web.Response:
    """POST /api/me/sign-ins/end: end one of one's own sign-ins, or all but this one."""
    given = await read_json(request, Ending)
    signing_in = request.app[PARTS].signing_in
    if given.id:
        await signing_in.end(request[ME], given.id)
    else:
        await signing_in.end_others(request[ME], session_of(request))
    return json_answer({})


async def make_token(request: web.Request) -> web.Response:
    """POST /api/me/tokens: make an API token in one's own name."""
    given, parts = await read_json(request, NewToken), request.app[PARTS]
    tokens, owner = parts.people.tokens, request[ME].actor.id
    await parts.accounts.prove(owner, given.password)
    token, secret = await tokens.make(owner, given.name, frozenset(given.scopes), given.days)
    return json_answer(MadeToken(id=token.id, token=secret))


async def revoke_token(request: web.Request) -> web.Response:
    """POST /api/me/tokens/revoke: end one of one's own API tokens."""
    given = await read_json(request, Revoking)
    me = request[ME].actor.id
    await request.app[PARTS].people.tokens.revoke(me, given.id, by=me)
    return json_answer({})


async def _row(request: web.Request) -> StaffRow:
    row = await request.app[PARTS].people.by_id(request[ME].actor.id)
    if row is None:
        raise ForbiddenOrAbsent("no_such_staff")
    return row


async def _proved(request: web.Request) -> StaffRow:
    """Give the account once a code of its second factor was right."""
    given, row = await read_json(request, Code), await _row(request)
    if row.second_factor_since is None:
        raise BadRequest("second_factor_is_off")
    if not await request.app[PARTS].signing_in.proves(row, given.code):
        raise BadRequest("wrong_code")
    return row


def _sign_in(one: SignIn, here: str) -> ListedSignIn:
    return ListedSignIn(
        id=one.id,
        device=one.device,
        since=millis(one.created_at),
        used=millis(one.used_at or one.created_at),
        until=millis(one.expires_at),
        here=one.id == here,
    )


def listed_token(one: ApiToken, now: int) -> ListedToken:
    """Give a token as it is listed; `now` in milliseconds."""
    return ListedToken(
        id=one.id,
        name=one.name,
        scopes=sorted(one.scopes),
        since=millis(one.created_at),
        until=millis(one.expires_at),
        used=millis(one.used_at) if one.used_at else 0,
        over=millis(one.expires_at) <= now,
    )
