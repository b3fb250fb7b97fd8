"""A real limit of memory for the programs of a run: a control group of Linux, version 1 or 2."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

GROUP = "REFDESK_TEST_GROUP"  # of the environment: the file that takes a process into the group
# What a limited program runs first; the group holds for whatever it starts.
ENTER = (
    "import os; open(os.environ.pop('REFDESK_TEST_GROUP'), 'w').write(str(os.getpid())); "
    "from refdesk.cli import main; main()"
)
_ONE, _TWO = Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Group:
    """A control group; sizes in bytes."""

    folder: Path
    first: bool  # of the first version

    @property
    def entry(self) -> Path:
        """Give the file that takes processes."""
        return self.folder / "cgroup.procs"

    @property
    def most(self) -> int:
        """Give the most that was ever used, the pages of files that were read among them."""
        return self._read("memory.max_usage_in_bytes" if self.first else "memory.peak")

    @property
    def killed(self) -> int:
        """Count the processes killed for want of memory."""
        name = "memory.oom_control" if self.first else "memory.events"
        lines = (self.folder / name).read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))

    @property
    def refused(self) -> int:
        """Count how often the limit was met, and pages of files had to go."""
        if self.first:
            return self._read("memory.failcnt")
        lines = (self.folder / "memory.events").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("max "))

    def _read(self, name: str) -> int:
        return int((self.folder / name).read_text())


@contextmanager
def limited(size: int) -> Iterator[Group | None]:
    """Give a group with so many bytes, without swap; None where this machine gives none."""
    group = None
    with suppress(OSError):
        group = _make(size)
    try:
        yield group
    finally:
        if group is not None:
            with suppress(OSError):  # a process that outlived the run keeps it
                group.folder.rmdir()


def _make(size: int) -> Group:
    first = (_ONE / "memory.limit_in_bytes").exists()
    folder = (_ONE if first else _TWO) / f"refdesk-day-{os.getpid()}"
    folder.mkdir()
    (folder / ("memory.limit_in_bytes" if first else "memory.max")).write_text(str(size))
    with suppress(OSError):
        swap = "memory.memsw.limit_in_bytes" if first else "memory.swap.max"
        (folder / swap).write_text(str(size) if first else "0")
    return Group(folder, first)
