"""Large blocks of memory go back to the system as soon as they are freed."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

# Numbers of glibc's malloc.h, see mallopt(3).
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
LARGE: Final = 4 * 2**20  # bytes


def give_back_large_blocks() -> None:
    """Have glibc map each large block by itself; other C libraries are left as they are.

    Without it glibc learns from the first one that is freed, and keeps those that follow: each
    thread that ever hashed a password holds 19 MiB for ever (`decisions/0038`).
    """
    with suppress(ImportError, AttributeError, OSError, TypeError):
        import ctypes  # noqa: PLC0415 - some Pythons have none

        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_THRESHOLD, LARGE)
        mallopt(_TRIM_THRESHOLD, 2 * LARGE)  # what glibc itself would make of it
