"""Accounts: what is refused, the first administrator."""

from __future__ import annotations

import asyncio

import pytest

from refdesk.domain.actors import StaffRole
from refdesk.errors import BadRequest, Busy, ForbiddenOrAbsent
from refdesk.people.accounts import Accounts
from refdesk.people.secrets import MOST_WAITING, Passwords
from tests.people.accounts_in_memory import Clock, MemoryStaff

ROLES = frozenset({StaffRole.LIBRARIAN})
GOOD = "cukup-panjang"


def accounts(first_run: str = "") -> Accounts:
    """Give accounts over an empty store."""
    return Accounts(MemoryStaff(), Passwords(), Clock(), first_run)


@pytest.mark.parametrize(
    ("login", "name", "password", "roles", "key"),
    [
        ("R!na", "Rina", GOOD, ROLES, "bad_login"),
        ("rina", "  ", GOOD, ROLES, "bad_name"),
        ("rina", "Rina", "pendek", ROLES, "short_password"),
        ("rina", "Rina", GOOD, frozenset(), "no_role"),
    ],
)
async def test_what_is_wrong_is_named(
    login: str, name: str, password: str, roles: frozenset[StaffRole], key: str
) -> None:
    """Each fault of a new account has a key of its own."""
    with pytest.raises(BadRequest, match=key):
        await accounts().add(login, name, password, roles, by="test")


async def test_a_login_exists_once() -> None:
    """A second account of the same login is refused."""
    office = accounts()
    await office.add("rina", "Rina", GOOD, ROLES, by="test")
    with pytest.raises(BadRequest, match="login_taken"):
        await office.add("RINA", "Rina", GOOD, ROLES, by="test")


async def test_the_first_run_link_works_once() -> None:
    """The secret makes one administrator; then, and with another secret, it makes none."""
    office = accounts("rahasia")
    with pytest.raises(ForbiddenOrAbsent):
        await office.first_administrator("tebakan", "sari", "Sari", GOOD)
    row = await office.first_administrator("rahasia", "sari", "Sari", GOOD)
    assert StaffRole.ADMIN in row.roles
    with pytest.raises(ForbiddenOrAbsent):
        await office.first_administrator("rahasia", "budi", "Budi", GOOD)


async def test_without_a_secret_there_is_no_first_run() -> None:
    """An empty secret never matches an empty guess."""
    with pytest.raises(ForbiddenOrAbsent):
        await accounts().first_administrator("", "sari", "Sari", GOOD)


async def test_a_new_account_holds_as_many_conversations_as_is_set() -> None:
    """The installation's capacity goes into each account that is made."""
    office = Accounts(MemoryStaff(), Passwords(), Clock(), capacity=3)
    row = await office.add("rina", "Rina", GOOD, ROLES, by="test")
    assert row.capacity == 3


async def test_a_flood_of_passwords_is_turned_away() -> None:
    """Only so many wait for their turn; the others are told to come back, and it passes."""
    passwords = Passwords()
    given = (passwords.matches("tebakan", None) for _ in range(MOST_WAITING + 8))
    outcomes = await asyncio.gather(*given, return_exceptions=True)
    assert sum(isinstance(one, Busy) for one in outcomes) == 8
    assert await passwords.matches("tebakan", None) is False


@pytest.mark.parametrize(
    "password",
    ["1234567890", "password123", "qwertyuiop", "Perpustakaan2026!", "bismillah123", "siti198712"],
)
async def test_an_easy_password_is_refused(password: str) -> None:
    """Common ones, patterns, words of libraries or of the person, a year behind them or not."""
    with pytest.raises(BadRequest, match="easy_password"):
        await accounts().add("siti", "Siti Aminah", password, ROLES, by="test")


@pytest.mark.parametrize(
    "password", ["kucing tidur di rak", "x9$kLq2!vb7", "あいうえおかきくけこさ" * 40]
)
async def test_any_other_composition_will_do(password: str) -> None:
    """A phrase, a jumble, another script, four hundred letters: none is forbidden."""
    made = await accounts().add("siti", "Siti Aminah", password, ROLES, by="test")
    assert await Passwords().matches(password, made.password_hash)
