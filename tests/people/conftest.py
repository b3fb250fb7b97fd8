"""Accounts in memory, with one librarian."""

from __future__ import annotations

import pytest

from refdesk.domain.actors import StaffRole
from refdesk.people.accounts import Accounts
from refdesk.people.devices import KnownDevices
from refdesk.people.second_factors import SecondFactors
from refdesk.people.secrets import Passwords
from refdesk.people.signing_in import (
    SigningIn,
)
from tests.people.accounts_in_memory import Clock, MemoryFactors, MemorySafe, MemoryStaff

PASSWORD = "kata-sandi-rina"


class People:
    """Accounts with one librarian, rina."""

    def __init__(self) -> None:
        self.clock, self.store, passwords = Clock(), MemoryStaff(), Passwords()
        self.accounts = Accounts(self.store, passwords, self.clock)
        store, clock = self.store, self.clock
        self.factors = SecondFactors(store, MemoryFactors(store), MemorySafe(), clock, "Perpus")
        devices = KnownDevices(b"d" * 32)
        self.signing_in = SigningIn(store, passwords, clock, self.factors, devices)

    async def with_rina(self) -> People:
        """Add rina."""
        roles = frozenset({StaffRole.LIBRARIAN})
        await self.accounts.add("rina", "Rina", PASSWORD, roles, by="test")
        return self


@pytest.fixture
async def people() -> People:
    """Give accounts with rina."""
    return await People().with_rina()
