"""The service calendar as settings make it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from refdesk.errors import SettingsProblem
from refdesk.operations.desk_values import calendar, proxies
from refdesk.settings import load


def test_national_holidays_and_own_days_close_the_desk(tmp_path: Path) -> None:
    """Independence Day and a day of cuti bersama: closed, promised for the next working day."""
    hours = calendar(load(data_dir=tmp_path, closed_days=["2026-08-18"]))
    independence = datetime(2026, 8, 17, 3, 0, tzinfo=UTC)  # a Monday, 10:00 in Jakarta
    found = hours.at("main", independence)
    assert not found.open_now
    assert found.opens_at == datetime(2026, 8, 19, 1, 0, tzinfo=UTC)
    assert found.promised_at == datetime(2026, 8, 19, 3, 0, tzinfo=UTC)


def test_wrong_values_name_their_setting(tmp_path: Path) -> None:
    """Hours, days, networks: the message begins with the key."""
    with pytest.raises(SettingsProblem, match=r"^hours"):
        calendar(load(data_dir=tmp_path, hours={"mon": "8-16"}))
    with pytest.raises(SettingsProblem, match=r"^closed_days"):
        calendar(load(data_dir=tmp_path, closed_days=["26 Desember"]))
    with pytest.raises(SettingsProblem, match=r"^trusted_proxies"):
        proxies(load(data_dir=tmp_path, trusted_proxies=["proxy"]))
