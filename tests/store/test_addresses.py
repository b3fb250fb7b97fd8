"""Addresses of databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from refdesk.errors import SettingsProblem
from refdesk.store.addresses import file_of, for_asyncpg, is_sqlite, parse


def test_an_sqlite_address_names_a_file() -> None:
    """The address of a file gives its absolute path."""
    url = parse("sqlite:////data/refdesk.db")
    assert is_sqlite(url)
    assert file_of(url) == Path("/data/refdesk.db")


def test_a_link_names_the_file_itself(tmp_path: Path) -> None:
    """Lock and log lie beside the one file, by whatever name it is opened."""
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "real.db")
    assert file_of(parse(f"sqlite:///{link}")) == tmp_path.resolve() / "real.db"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_postgres_address_is_given_to_the_driver(scheme: str) -> None:
    """Both names of the scheme are known, and libpq's word for TLS is translated."""
    url = parse(f"{scheme}://ani:rahasia@db/refdesk?sslmode=require")
    assert not is_sqlite(url)
    driver = for_asyncpg(url)
    assert driver.drivername == "postgresql+asyncpg"
    assert driver.query == {"ssl": "require"}


@pytest.mark.parametrize("address", ["refdesk.db", "mysql://x/y", "sqlite://", ""])
def test_anything_else_is_a_problem_of_the_settings(address: str) -> None:
    """What is neither is refused with an example of each."""
    with pytest.raises(SettingsProblem, match=r"sqlite:////folder/refdesk\.db, postgresql://"):
        parse(address)


def test_a_password_is_not_told() -> None:
    """The sentence about a bad address does not repeat a password."""
    with pytest.raises(SettingsProblem) as problem:
        parse("mysql://ani:rahasia@db/refdesk")
    assert "rahasia" not in str(problem.value)
