"""Whoever is put out loses open connections too: they look at their sign-in every few seconds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from refdesk.domain.actors import StaffRole
from refdesk.errors import Unauthorized
from refdesk.people.ports import SignIn
from refdesk.people.signing_in import IDLE
from refdesk.protocol import frames
from refdesk.web.greeting import Greeting
from tests.sweep.test_frames import Listener
from tests.sweep.world import World

Act = Callable[[World, SignIn], Awaitable[object]]
LIBRARIAN = frozenset({StaffRole.LIBRARIAN})


async def _change(world: World, staff: str, roles: frozenset[StaffRole], *, must: bool) -> None:
    accounts = world.site.parts.accounts
    await accounts.change(staff, name="Rina", roles=roles, must_change=must, by="test")


async def _unused(world: World, _: SignIn) -> None:
    world.site.behind.now += IDLE


ACTS: dict[str, Act] = {
    "disabled": lambda w, s: w.site.parts.accounts.set_disabled(s.staff, disabled=True, by="test"),
    "other roles": lambda w, s: _change(w, s.staff, LIBRARIAN | {StaffRole.EDITOR}, must=False),
    "password to change": lambda w, s: _change(w, s.staff, LIBRARIAN, must=True),
    "new password": lambda w, s: w.site.parts.accounts.set_password(
        s.staff, "kambing naik perahu", by="test"
    ),
    "device put out": lambda w, s: w.site.store.staff.end_sign_in(s.token_hash),
    "unused": _unused,
}


@pytest.mark.parametrize("what", ACTS)
async def test_a_connection_ends_with_its_sign_in(world: World, what: str) -> None:
    """What ends a sign-in, or comes before any work, ends the connection at its next look."""
    actor = await world.account("rina", LIBRARIAN)
    cookie, sign_in = await world.sign_in(actor.id)
    greeting = Greeting(world.site.parts.desk, "", cookie)
    resident = await greeting.greet(frames.Hello(build="sweep/1"), Listener())
    await resident.check()
    await ACTS[what](world, sign_in)
    with pytest.raises(Unauthorized):
        await resident.check()
    await resident.leave()
