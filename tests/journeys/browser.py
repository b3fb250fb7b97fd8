"""The Chromium that the journeys drive: found on the machine, else installed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PLACES: Final = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
INSTALL_SECONDS: Final = 900
REMEDY: Final = (
    "The journeys need Chromium, and none was found. Install it (Debian, Ubuntu: "
    "sudo apt-get install chromium), or name it: REFDESK_CHROMIUM=/path/to/chromium make test"
)

FLAGS: Final = (
    "--headless",
    "--no-sandbox",  # containers run as root, without user namespaces
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Which = Callable[[str], str | None]


def find_chromium(which: Which = shutil.which) -> Path | None:
    """The browser's program: REFDESK_CHROMIUM, then PATH, then the usual places."""
    named = os.environ.get("REFDESK_CHROMIUM")
    if named:
        return Path(named)
    on_path = [Path(found) for name in NAMES if (found := which(name))]
    return next(iter([*on_path, *(place for place in PLACES if place.exists())]), None)


def install_chromium() -> None:
    """Install Debian's Chromium, where that is possible: root, and apt-get at hand."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    print("refdesk: installing Chromium for the browser journeys", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = ["chromium", "fonts-liberation"]
    for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        command = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", *step]
        subprocess.run(
            command,
            env=quiet,
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=INSTALL_SECONDS,
        )


def chromium() -> Path:
    """The browser's program; RuntimeError with the remedy where there is none."""
    found = find_chromium()
    if found is None:
        raise RuntimeError(REMEDY)
    return found


def main() -> int:
    """Make sure that there is a Chromium; 1 where there is none."""
    if find_chromium() is None:
        install_chromium()
    if find_chromium() is None:
        print(REMEDY, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
