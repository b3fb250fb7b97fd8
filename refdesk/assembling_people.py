"""The people of the desk, made from settings over an open store: accounts, webhooks, secrets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from refdesk.assembling_desk import Desk
from refdesk.clock import clock
from refdesk.domain.actors import Actor, StaffRole
from refdesk.ids import new_id
from refdesk.operations.keys import key
from refdesk.operations.privacy_values import PrivacyChores, rotate_key
from refdesk.operations.webhook_making import WebhookParts, make_webhooks
from refdesk.people.account_links import AccountLinks
from refdesk.people.accounts import Accounts
from refdesk.people.api_tokens import ApiTokens
from refdesk.people.devices import KnownDevices
from refdesk.people.second_factors import SecondFactors
from refdesk.people.secrets import Passwords
from refdesk.people.signing_in import SigningIn, Terms
from refdesk.privacy.safe import Safe
from refdesk.privacy.sealing import Sealer
from refdesk.settings import Settings
from refdesk.store.opening import Store
from refdesk.web.people_parts import PeopleParts


@dataclass(frozen=True, slots=True)
class People:
    """The use cases of people."""

    signing_in: SigningIn
    accounts: Accounts
    parts: PeopleParts
    safe: Safe
    webhooks: WebhookParts

    async def whoever(self, token: str) -> Actor:
        """Give who may work with a sign-in cookie; raises Unauthorized."""
        return (await self.signing_in.whoever_works(token)).actor


def assemble_people(
    settings: Settings,
    store: Store,
    sealer: Sealer,
    *,
    first_run: str = "",
    dismiss: Callable[[str], Awaitable[None]] | None = None,
) -> People:
    """Put the people together; `dismiss` takes a librarian off duty."""
    passwords, rows = Passwords(), store.credentials
    safe = Safe(rows.secrets, sealer)
    accounts = Accounts(
        store.staff, passwords, clock, first_run, dismiss, capacity=settings.capacity
    )
    factors = SecondFactors(store.staff, rows.factors, safe, clock, settings.library_name)
    devices = KnownDevices(key(settings.data_dir, "codes"))
    return People(
        SigningIn(store.staff, passwords, clock, factors, devices, terms(settings)),
        accounts,
        PeopleParts(
            factors,
            AccountLinks(accounts, store.staff, rows.links, factors, clock),
            ApiTokens(rows.tokens, store.staff, clock),
            store.staff.everyone,
            store.staff.by_id,
        ),
        safe,
        make_webhooks(settings, store, safe, clock, new_id),
    )


def chores_of(settings: Settings, desk: Desk, people: People) -> PrivacyChores:
    """Give what a command may have done for privacy."""
    rotate = partial(rotate_key, settings, desk.keeping, people.safe)
    return PrivacyChores(rotate, desk.retention, desk.care)


def terms(settings: Settings) -> Terms:
    """Give the terms of sign-ins."""
    return Terms(
        timedelta(hours=settings.sign_in_hours),
        timedelta(minutes=settings.sign_in_idle_minutes),
        frozenset(map(StaffRole, settings.second_factor_for)),
    )
