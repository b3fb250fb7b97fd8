"""Settings turned into the parts of privacy: what is redacted, with which keys it is sealed."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cache

from refdesk.desk.orders import Authorise
from refdesk.desk.ports import Clock, NewId
from refdesk.desk.turn import Turns
from refdesk.domain.actors import Actor
from refdesk.domain.member_numbers import MemberNumbers, reading
from refdesk.domain.personal_data import Kind
from refdesk.domain.redaction import Policy, Treatment
from refdesk.errors import SettingsProblem
from refdesk.operations.care_values import Care
from refdesk.operations.keys import add_key, drop_old_keys, key_ring
from refdesk.operations.telephones import is_telephone
from refdesk.people.ports import AuditRow
from refdesk.privacy.cleansing import Cleansing
from refdesk.privacy.requests import Requests
from refdesk.privacy.retention import Retention, Times
from refdesk.privacy.revealing import Revealing
from refdesk.privacy.safe import Safe
from refdesk.privacy.sealed_keeping import SealedKeeping
from refdesk.privacy.sealing import Sealer
from refdesk.settings import Settings
from refdesk.store.opening import Store

SEALING = "sealing"  # the ring of keys in data_dir


def sealer(settings: Settings) -> Sealer:
    """Give the sealer with all keys of this installation; raises SettingsProblem."""
    return Sealer(key_ring(settings.data_dir, SEALING), secrets.token_bytes)


def cleansing(settings: Settings, sealed_by: Sealer) -> Cleansing:
    """Give the redaction at write; raises SettingsProblem."""
    return Cleansing(policy_of(settings), is_telephone, sealed_by)


def revealing(
    store: Store, turns: Turns, sealed_by: Sealer, authorise: Authorise, clock: Clock
) -> Revealing:
    """Give what shows sealed originals, each view a row of the audit."""

    async def viewed(by: Actor, conversation: str, seq: int) -> None:
        await store.staff.audit(AuditRow(clock(), by.id, "sealed_seen", conversation, str(seq)))

    return Revealing(store.sealed, sealed_by, turns.newest, authorise, viewed)


def requests(
    store: Store, turns: Turns, scrub: Callable[[], None], clock: Clock, new_id: NewId
) -> Requests:
    """Give what carries out patrons' requests."""

    async def of_patron(key: str, limit: int) -> list[str]:
        return [line.conversation for line in await store.lists.of_patron(key, limit)]

    async def noted(actor: str, action: str, receipt: str, what: str) -> None:
        await store.staff.audit(AuditRow(clock(), actor, action, receipt, what))

    return Requests(of_patron, turns.take, store.requests, noted, scrub, clock, new_id)


def times(settings: Settings) -> Times:
    """Give how long things are kept; 0 days are for ever."""
    days = asdict(Times()) | {
        name: timedelta(days=count) if count else None for name, count in settings.retention.items()
    }
    return Times(**days)


@dataclass(frozen=True, slots=True)
class PrivacyChores:
    """What a command may have done for privacy."""

    rotate_key: Callable[[], Awaitable[int]]
    retention: Retention
    care: Care


async def rotate_key(settings: Settings, keeping: SealedKeeping, safe: Safe) -> int:
    """Seal everything anew under a new key, then delete the old ones; give the count.

    What a kill left half done is done by the next rotation.
    """
    add_key(settings.data_dir, SEALING)
    count = await keeping.seal_anew(key_ring(settings.data_dir, SEALING))
    count += await safe.seal_anew()
    drop_old_keys(settings.data_dir, SEALING)
    return count


def policy_of(settings: Settings) -> Callable[[str], Policy]:
    """Give each desk's policy: what is said for `desk:kind`, else for `kind`, else `seal`.

    Raises SettingsProblem for a member pattern that cannot be read.
    """
    members = members_of(settings)

    @cache
    def policy(desk: str) -> Policy:
        said = settings.redaction
        chosen = {kind: said.get(f"{desk}:{kind}", said.get(kind, "seal")) for kind in Kind}
        return Policy({kind: Treatment(word) for kind, word in chosen.items()}, members)

    return policy


def members_of(settings: Settings) -> MemberNumbers | None:
    """Give how this library numbers its members; raises SettingsProblem for a bad pattern."""
    if not settings.member_numbers:
        return None
    try:
        return reading(settings.member_numbers)
    except ValueError:
        raise SettingsProblem(
            "member_numbers (REFDESK_MEMBER_NUMBERS): pola perlu tiga angka atau lebih, misalnya "
            "BTG-####-##### / a pattern needs three digits or more, e.g. BTG-####-#####"
        ) from None
