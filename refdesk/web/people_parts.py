"""What every page about accounts needs; `refdesk.assembling_people` fills it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from refdesk.people.account_links import AccountLinks
from refdesk.people.api_tokens import ApiTokens
from refdesk.people.ports import StaffRow
from refdesk.people.second_factors import SecondFactors


@dataclass(frozen=True, slots=True)
class PeopleParts:
    """The use cases of accounts beside sign-in and the accounts themselves."""

    factors: SecondFactors
    links: AccountLinks
    tokens: ApiTokens
    everyone: Callable[[], Awaitable[list[StaffRow]]]
    by_id: Callable[[str], Awaitable[StaffRow | None]]
