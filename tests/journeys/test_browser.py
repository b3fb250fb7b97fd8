"""Finding the Chromium of the journeys."""

import shutil
from pathlib import Path

import pytest

from tests.journeys import browser


def test_a_named_browser_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """REFDESK_CHROMIUM is taken before what is on PATH."""
    monkeypatch.setenv("REFDESK_CHROMIUM", "/opt/own/chromium")
    assert browser.find_chromium() == Path("/opt/own/chromium")


def test_any_chromium_of_path_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Chrome of PATH is used where there is no Chromium."""
    (tmp_path / "google-chrome").write_text("", "utf-8")
    (tmp_path / "google-chrome").chmod(0o755)
    monkeypatch.delenv("REFDESK_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.find_chromium() == tmp_path / "google-chrome"


def test_without_a_browser_the_remedy_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where none is found nor can be installed, one message says what to do."""
    monkeypatch.delenv("REFDESK_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "PLACES", ())
    assert shutil.which("apt-get") is None
    assert browser.main() == 1
    assert "Install it" in capsys.readouterr().err
    with pytest.raises(RuntimeError, match="REFDESK_CHROMIUM="):
        browser.chromium()
