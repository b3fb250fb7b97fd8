"""What a process has used: processor seconds of all its threads, resident memory."""

from __future__ import annotations

from pathlib import Path

_NANO = 1e-9


class NotMeasurable(Exception):
    """The system does not say what a process uses."""


class Meter:
    """Reads /proc, which is exact to the nanosecond where clock ticks are not."""

    def __init__(self, pid: int) -> None:
        self._folder = Path("/proc") / str(pid)
        if not (self._folder / "schedstat").exists():
            raise NotMeasurable("perlu Linux dengan /proc/<pid>/schedstat / needs Linux")

    def cpu(self) -> float:
        """Give the processor seconds so far."""
        threads = (self._folder / "task").glob("*/schedstat")
        return sum(int(one.read_text().split()[0]) for one in threads) * _NANO

    def memory(self) -> int:
        """Give the resident bytes."""
        lines = (self._folder / "status").read_text().splitlines()
        found = next(line for line in lines if line.startswith("VmRSS:"))
        return int(found.split()[1]) * 1024
