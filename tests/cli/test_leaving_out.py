"""Leaving a library out of an import."""

import sys
from pathlib import Path

import pytest

from refdesk.cli.leaving_out import import_without

SOURCE = """\
try:
    import rarely_needed
except ImportError:
    rarely_needed = None
"""


def test_a_library_is_left_out_of_one_import_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The module does without, and whoever asks for the library afterwards gets it."""
    (tmp_path / "does_without.py").write_text(SOURCE)
    (tmp_path / "rarely_needed.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    import_without("does_without", "rarely_needed")
    try:
        assert sys.modules["does_without"].rarely_needed is None
        __import__("rarely_needed")
        import_without("does_without", "rarely_needed")
        assert sys.modules["rarely_needed"] is not None
    finally:
        sys.modules.pop("does_without", None)
        sys.modules.pop("rarely_needed", None)
