"""What a measurement is held against: each goal beside the figure that was measured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from refdesk.bench.figures import FULL, Measured, Server, ratio

BUSY: Final = 1_000  # messages per second
MB: Final = 1e6 / 2**20  # in MiB


class Goal(msgspec.Struct, frozen=True):
    """A figure of one server and its bound; `share` tells that it is product / prototype."""

    server: str
    what: str
    figure: float
    bound: float
    at_least: bool = False  # else at most
    share: bool = False

    @property
    def reached(self) -> bool:
        """Tell whether the figure keeps to its bound."""
        return self.figure >= self.bound if self.at_least else self.figure <= self.bound


def goals(measured: Measured) -> list[Goal]:
    """Give all goals that this run can tell about."""
    return [goal for server in measured.servers for goal in _of(server, measured.prototype)]


def _of(server: Server, prototype: Server) -> Iterator[Goal]:
    name, rates = server.name, server.rates()

    def share(rate: int, what: str) -> float:
        return ratio(server, prototype, rate, what)

    if "sqlite" in name:
        if FULL in rates:
            cpu, speed = share(FULL, "cpu_ms"), share(FULL, "per_second")
            yield Goal(name, "CPU per message at the maximum", cpu, 2.0, share=True)
            yield Goal(name, "messages/s at the maximum", speed, 0.4, at_least=True, share=True)
        if BUSY in rates:
            cpu, wait = share(BUSY, "cpu_ms"), share(BUSY, "ack_p99")
            yield Goal(name, "CPU per message at 1,000/s", cpu, 1.5, share=True)
            yield Goal(name, "acknowledgement p99 at 1,000/s", wait, 1.5, share=True)
    elif FULL in rates:
        cpu = server.median(FULL, "cpu_ms")
        yield Goal(name, "CPU ms per message at the maximum", cpu, 0.12)
    yield Goal(name, "KiB per idle connection", server.idle_kib, 20.0)
    yield Goal(name, "CPU ms per connection", server.connection_cpu_ms, 0.5)
    yield Goal(name, "seconds from start to serving", server.start_s, 1.0)
    yield Goal(name, "MB when serving", server.start_mib / MB, 90.0)
