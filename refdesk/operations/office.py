"""What errands work with: the use cases of a server, or of a tool that opened the store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from refdesk.knowledge.facts import Facts
from refdesk.knowledge.ports import EntryStore
from refdesk.operations.privacy_values import PrivacyChores
from refdesk.people.account_links import AccountLinks
from refdesk.people.accounts import Accounts
from refdesk.people.ports import StaffStore

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Office:
    """What errands work with; `refresh` builds what finds the entries, telling how far it is."""

    accounts: Accounts
    links: AccountLinks
    staff: StaffStore
    entries: EntryStore
    refresh: Callable[[Callable[[int, int], None]], Awaitable[object]]
    facts: Facts
    privacy: PrivacyChores
    clock: Callable[[], datetime]


Errand = Callable[[Office, Mapping[str, Any]], Awaitable[Answer]]
