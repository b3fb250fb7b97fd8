"""The figures of a measurement, as values that JSON can hold."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable

import msgspec

from refdesk.bench.load import Sample

FULL = 0  # the rate that stands for "as fast as it goes"


class Round(msgspec.Struct, frozen=True):
    """One load on one server. Times in milliseconds; processor time is that of the server."""

    rate: int  # messages per second asked for, 0: as fast as it goes
    per_second: float  # messages delivered
    cpu_ms: float  # per delivered message
    ack_p50: float
    ack_p99: float
    delivery_p50: float
    delivery_p99: float
    refused: dict[str, int]
    lost: int
    load_share: float  # of a core that the load itself took: near 1, it was the limit


class Server(msgspec.Struct, frozen=True):
    """One server, measured. Memory in KiB."""

    name: str
    rounds: list[Round]
    connection_cpu_ms: float
    idle_kib: float  # per connection that is up to date
    start_s: float
    start_mib: float

    def median(self, rate: int, what: str) -> float:
        """Give the median over the rounds of one rate."""
        return statistics.median(self.each(rate, what))

    def each(self, rate: int, what: str) -> list[float]:
        """Give the figure of every round of one rate."""
        return [getattr(one, what) for one in self.rounds if one.rate == rate]

    def rates(self) -> list[int]:
        """Give the rates that were measured."""
        return list(dict.fromkeys(one.rate for one in self.rounds))


class Measured(msgspec.Struct, frozen=True):
    """A whole run. `void` says why its ratios mean nothing, "" when they do."""

    servers: list[Server]
    prototype: Server
    raw_row_cpu_ms: float
    raised: dict[str, str]
    not_run: dict[str, str]
    void: str = ""


def round_of(rate: int, seconds: float, cpu: float, load_cpu: float, sample: Sample) -> Round:
    """Make the figures of one load; times come in seconds."""
    count = max(1, len(sample.deliveries))
    return Round(
        rate=rate,
        per_second=len(sample.deliveries) / seconds,
        cpu_ms=1000 * cpu / count,
        ack_p50=part(sample.acks, 0.5),
        ack_p99=part(sample.acks, 0.99),
        delivery_p50=part(sample.deliveries, 0.5),
        delivery_p99=part(sample.deliveries, 0.99),
        refused=dict(Counter(sample.refused)),
        lost=sample.lost,
        load_share=load_cpu / seconds,
    )


def ratio(product: Server, prototype: Server, rate: int, what: str) -> float:
    """Give product / prototype: the median of the rounds, each with the one run beside it."""
    pairs = zip(product.each(rate, what), prototype.each(rate, what), strict=True)
    return statistics.median(one / other for one, other in pairs if other)


def part(seconds: Iterable[float], share: float) -> float:
    """Give a quantile in milliseconds, 0 of nothing."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
