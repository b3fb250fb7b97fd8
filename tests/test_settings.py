"""Settings: where they come from, and how a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from refdesk.errors import SettingsProblem
from refdesk.settings import load


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start without the REFDESK_* variables of whoever runs the tests."""
    for name in ("PORT", "SAMPLE_PORT", "SITES", "DATA_DIR", "HOURS", "TIMEZONE", "DATABASE"):
        monkeypatch.delenv(f"REFDESK_{name}", raising=False)


def test_variables_win_over_the_file_and_the_file_over_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Variable, file, default: in this order."""
    file = tmp_path / "refdesk.toml"
    file.write_text('port = 9000\nlibrary_name = "Perpustakaan Batam"\n')
    monkeypatch.setenv("REFDESK_PORT", "9001")
    settings = load(file)
    assert (settings.port, settings.library_name) == (9001, "Perpustakaan Batam")
    assert settings.timezone == "Asia/Jakarta"


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable holds several values with commas between them."""
    monkeypatch.setenv("REFDESK_SITES", "https://a.example, https://b.example/")
    assert load().sites == ("https://a.example", "https://b.example")


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("port = 'x'", "port"),
        ("sites = ['perpus.example']", "sites"),
        ("timezone = 'Asia/Bontang'", "timezone"),
        ("public_url = 'tanya.example'", "public_url"),
        ("hours = {senin = '08:00-16:00'}", "hours"),
        ("prot = 80", "prot"),
        ("capacity = 0", "capacity"),
        ("rates = {patrons = [1, 1]}", "rates"),
        ("rates = {patron = [0, 1]}", "rates"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, line: str, key: str) -> None:
    """The message holds the file, and the key that is wrong."""
    file = tmp_path / "refdesk.toml"
    file.write_text(line)
    with pytest.raises(SettingsProblem) as problem:
        load(file)
    assert str(problem.value).startswith(f"{file}: {key}")


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    """A file that is not there, or is no TOML, is one clear line."""
    with pytest.raises(SettingsProblem, match=r"gone\.toml"):
        load(tmp_path / "gone.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("port = = 1")
    with pytest.raises(SettingsProblem, match=r"broken\.toml.*line 1"):
        load(broken)


def test_a_secret_is_never_shown() -> None:
    """Printing the settings does not print the bot's token."""
    assert "123:abc" not in repr(load(telegram_token="123:abc"))


def test_a_rate_is_changed_without_the_others(tmp_path: Path) -> None:
    """Naming one rate leaves the rest as they are."""
    file = tmp_path / "refdesk.toml"
    file.write_text("rates = {staff = [200, 20]}")
    assert load(file).rates == load().rates | {"staff": (200, 20)}


@pytest.mark.parametrize("name", ["RATES", "RETENTION", "REDACTION", "BACKUP_KEEP"])
def test_a_variable_that_is_no_json_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables come as JSON in a variable; anything else is said in words, not by a traceback."""
    monkeypatch.setenv(f"REFDESK_{name}", "bukan json")
    with pytest.raises(SettingsProblem, match=f"REFDESK_{name}.*harus JSON.*must be JSON"):
        load()
