"""The Node that tests of the front end run on."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

from playwright._impl._driver import compute_driver_executable

SECONDS: Final = 100


def node() -> Path:
    """Node of PATH, else the one that Playwright brings along."""
    return Path(shutil.which("node") or compute_driver_executable()[0])


def run_module(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `code` as an ES module in `folder`; standard output and error are in the result."""
    return subprocess.run(
        [node(), "--input-type=module", "--eval", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
