"""What a row may need of the machine, with words for where it is missing."""

from __future__ import annotations

import os
import shutil
import sys
from functools import cache

FILES = 11_000  # open files: ten thousand connections with some room
_files_before: list[int] = []  # the limit that was raised


def linux() -> str:
    """Shims, mounts and /proc are Linux's."""
    return "" if sys.platform == "linux" else "needs Linux"


def root() -> str:
    """Mounting needs root."""
    return "" if sys.platform == "linux" and os.geteuid() == 0 else "needs root on Linux"


def compiler() -> str:
    """Shims are compiled."""
    if reason := linux():
        return reason
    return "" if shutil.which("cc") else "needs a C compiler called cc"


@cache
def postgres() -> str:
    """The test dependencies bring PostgreSQL; some machines cannot run it."""
    from tests.databases import postgres_server  # noqa: PLC0415 - starts nothing by itself

    try:
        postgres_server()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is not to be had
        return f"needs PostgreSQL ({type(error).__name__})"
    return ""


def files() -> str:
    """Many connections need many open files, here and in the server that inherits the limit."""
    if reason := linux():
        return reason
    import resource  # noqa: PLC0415 - not on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < FILES <= hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        _files_before.append(soft)
    return "" if hard >= FILES else f"needs {FILES:,} open files, {hard:,} are allowed"


def open_files() -> str:
    """Say how many files may be open; where the limit had to be raised, from how many."""
    import resource  # noqa: PLC0415 - not on Windows

    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return " → ".join(f"{one:,}" for one in (*_files_before, now))
