"""Settings turned into the parts of webhooks: their care, what writes down, what sends."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from refdesk.desk.announcing import Announcing
from refdesk.desk.announcing_ports import SecretKeeper
from refdesk.desk.delivering import Delivering
from refdesk.desk.follow_up import FollowUp
from refdesk.desk.ports import Clock, NewId
from refdesk.desk.webhooks import Webhooks
from refdesk.operations.posting import Posting, hosts
from refdesk.people.ports import AuditRow
from refdesk.settings import Settings
from refdesk.store.opening import Store


@dataclass(frozen=True, slots=True)
class WebhookParts:
    """The use cases of webhooks; `announcing` reacts to the hub, both run as tasks."""

    care: Webhooks
    announcing: FollowUp
    delivering: Delivering


def make_webhooks(
    settings: Settings, store: Store, safe: SecretKeeper, clock: Clock, new_id: NewId
) -> WebhookParts:
    """Put them together."""

    async def noted(actor: str, action: str, target: str, detail: str) -> None:
        await store.staff.audit(AuditRow(clock(), actor, action, target, detail))

    inside, rows = hosts(settings.webhook_inside), store.webhooks
    return WebhookParts(
        Webhooks(rows, safe, noted, clock, new_id, secrets.token_bytes, inside),
        FollowUp(Announcing(rows, store.log, clock)),
        Delivering(rows, safe, Posting(inside), clock),
    )
