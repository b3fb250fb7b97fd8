"""The real server as a process of its own: started, killed, started again on the same data."""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
PASSWORD = "rahasia-sekali"
START_SECONDS = 60.0


def free_port() -> int:
    """A port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class ServerProcess:
    """`refdesk serve` on a data folder; `env` are further REFDESK_* variables.

    `program` is the command line's own code, or a test's around it; `tree` holds the source.
    """

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    program: str = "from refdesk.cli import main; main()"
    tree: Path = ROOT

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return (self.folder / "server.log").read_text("utf-8", errors="replace")

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the server and of its command-line tools."""
        kept = {name: value for name, value in os.environ.items() if "REFDESK" not in name}
        return {
            **kept,
            "REFDESK_DATA_DIR": str(self.folder / "var"),
            "REFDESK_PORT": str(self.port),
            "REFDESK_RESERVE_MB": "0",  # hundreds of servers would fill the disk they test on
            **self.env,
        }

    def run(
        self, *arguments: str, given: str = "", within: float = 60.0
    ) -> subprocess.CompletedProcess[str]:
        """Run a command-line tool against the same data, for so many seconds at most."""
        return subprocess.run(
            [sys.executable, "-c", self.program, *arguments],
            cwd=self.tree,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=within,
            check=False,
        )

    def prepare(self, *logins: str) -> None:
        """Begin with the starter knowledge base, its index, librarians by these logins."""
        if "REFDESK_DATABASE" in self.env:
            self.must("kb", "import", "kb/content")
            self.employ(*logins)
        else:
            shutil.copytree(furnished(*logins), self.folder / "var", dirs_exist_ok=True)

    def employ(self, *logins: str) -> None:
        """Add librarians by these logins."""
        for login in logins:
            roles = ["--role", "librarian", "--role", "coordinator"]
            self.must("staff", "add", login, "--name", login.title(), *roles, given=f"{PASSWORD}\n")

    def must(self, *arguments: str, given: str = "", within: float = 60.0) -> str:
        """Run a tool that has to succeed."""
        done = self.run(*arguments, given=given, within=within)
        assert done.returncode == 0, done.stderr
        return done.stdout

    async def start(self) -> None:
        """Start and wait until the server is ready."""
        self.launch()
        await self.until_ready()

    def launch(self) -> None:
        """Start without waiting."""
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", self.program, "serve"],
                cwd=self.tree,
                env=self.environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Run the server while the block runs; it is stopped whatever happens."""
        await self.start()
        try:
            yield self
        finally:
            self.stop()

    async def until_ready(self) -> None:
        """Wait until questions can be taken and suggestions given."""
        await asyncio.to_thread(self.wait_until_ready)

    def wait_until_ready(self) -> None:
        """Do the same without a loop."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process is not None
            assert self.process.poll() is None, self.log
            if self._ready():
                return
            time.sleep(0.05)
        raise AssertionError(f"not ready within {START_SECONDS} s\n{self.log}")

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:  # noqa: S310 - our own
                return b'"index":{"ok":true' in answer.read()
        except (OSError, urllib.error.URLError):
            return False

    def kill(self) -> None:
        """SIGKILL: no farewell, no clean-up."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        """SIGTERM, and wait for the exit status; a server that is gone is fine."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@cache
def furnished(*logins: str) -> Path:
    """Give a data folder to be copied: made once in this process, by the real commands."""
    folder = Path(tempfile.mkdtemp(prefix="refdesk-furnished-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = ServerProcess(folder)
    if logins:
        server.prepare()
        server.employ(*logins)
    else:
        server.must("kb", "import", "kb/content")
        server.launch()  # it makes the index
        server.wait_until_ready()
        server.stop()
    return folder / "var"
