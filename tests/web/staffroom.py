"""The people of a site: accounts and what proves them, over its store."""

from __future__ import annotations

import os
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from refdesk.desk.webhooks import Webhooks
from refdesk.people.account_links import AccountLinks
from refdesk.people.accounts import Accounts
from refdesk.people.api_tokens import ApiTokens
from refdesk.people.devices import KnownDevices
from refdesk.people.ports import AuditRow
from refdesk.people.second_factors import SecondFactors
from refdesk.people.secrets import Passwords
from refdesk.people.signing_in import SigningIn, Terms
from refdesk.privacy.safe import Safe
from refdesk.privacy.sealing import Sealer
from refdesk.store.opening import Store
from refdesk.web.people_parts import PeopleParts

FIRST_RUN = "only-once"
TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Staffroom:
    """The use cases of people."""

    signing_in: SigningIn
    accounts: Accounts
    parts: PeopleParts
    webhooks: Webhooks


def open_staffroom(
    store: Store,
    sealer: Sealer,
    clock: Callable[[], datetime],
    dismiss: Callable[[str], Awaitable[None]],
    terms: Terms,
) -> Staffroom:
    """Put them together over a store."""

    async def noted(actor: str, action: str, target: str, detail: str) -> None:
        await store.staff.audit(AuditRow(clock(), actor, action, target, detail))

    rows, passwords = store.credentials, Passwords()
    accounts = Accounts(store.staff, passwords, clock, FIRST_RUN, dismiss)
    safe = Safe(rows.secrets, sealer)
    factors = SecondFactors(store.staff, rows.factors, safe, clock, "Perpustakaan Kota Uji")
    devices = KnownDevices(b"d" * 32)
    return Staffroom(
        SigningIn(store.staff, passwords, clock, factors, devices, terms),
        accounts,
        PeopleParts(
            factors,
            AccountLinks(accounts, store.staff, rows.links, factors, clock),
            ApiTokens(rows.tokens, store.staff, clock),
            store.staff.everyone,
            store.staff.by_id,
        ),
        Webhooks(store.webhooks, safe, noted, clock, _new_id, os.urandom, {"127.0.0.1"}),
    )


def _new_id() -> str:
    return secrets.token_hex(8)
