"""Shims for LD_PRELOAD, compiled from their C source where a row needs one."""

from __future__ import annotations

import subprocess
from pathlib import Path

SOURCES = Path(__file__).parent / "shims"


def shim(name: str, folder: Path) -> str:
    """Compile `shims/<name>.c` into the folder; give what goes into LD_PRELOAD."""
    built = folder / f"{name}.so"
    source = SOURCES / f"{name}.c"
    words = [
        "cc",
        "-shared",
        "-fPIC",
        "-O1",
        "-Wall",
        "-Werror",
        "-o",
        str(built),
        str(source),
        "-ldl",
    ]
    subprocess.run(words, check=True, capture_output=True)
    return str(built)
