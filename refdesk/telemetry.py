"""What the running server tells about itself: log lines and metrics, never message text."""

from __future__ import annotations

import logging
import sys
from collections import defaultdict
from collections.abc import Iterator, MutableMapping
from typing import Any

import structlog
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

# Field names whose values are never logged, whoever passes them.
SECRET = frozenset({
    "authorization", "body", "code", "comment", "cookie", "password", "preview", "question",
    "secret", "text", "token",
})  # fmt: skip


class Tally(Collector):
    """A counter for what comes with each message, raised on the loop's thread only.

    A counter of prometheus_client takes a lock and looks at its own settings each time: 1 µs.
    """

    def __init__(
        self, name: str, documentation: str, labels: list[str], registry: CollectorRegistry
    ) -> None:
        self._described = (name, documentation, labels)
        self._counts: defaultdict[tuple[str, ...], int] = defaultdict(int)
        registry.register(self)

    def one_more(self, *labels: str) -> None:
        """Count one more with these values of the labels."""
        self._counts[labels] += 1

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Give all counts (what a registry asks for)."""
        name, documentation, labels = self._described
        family = CounterMetricFamily(name, documentation, labels=labels)
        for values, count in self._counts.items():
            family.add_metric(values, count)
        yield family


class Metrics:
    """The counters of one server in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        one = self.registry
        self.commands = Tally(
            "refdesk_commands", "Commands by verb and result.", ["verb", "result"], one
        )
        self.events = Tally("refdesk_events", "Events recorded, by kind.", ["kind"], one)
        self.sockets = Gauge("refdesk_sockets", "Open sockets by role.", ["role"], registry=one)
        self.closed = Counter(
            "refdesk_closed_sockets", "Sockets that ended, by role and close code (1006: lost).",
            ["role", "code"], registry=one,
        )  # fmt: skip
        self.backlog = Gauge("refdesk_backlog", "Appends waiting for the writer.", registry=one)
        self.suggesting = Histogram(
            "refdesk_suggestion_seconds",
            "Seconds from a question to its suggestions.",
            buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.3),
            registry=one,
        )
        self.requests = Counter(
            "refdesk_requests", "HTTP requests by route and status.", ["route", "status"],
            registry=one,
        )  # fmt: skip
        self.part = Gauge(
            "refdesk_part_ok", "1 while a part of the server is well.", ["part"], registry=one
        )
        self.conversations = Gauge(
            "refdesk_conversations", "Open conversations, by stage.", ["stage"], registry=one
        )
        self.on_duty = Gauge("refdesk_on_duty", "Librarians on duty.", registry=one)
        self.disk_free = Gauge(
            "refdesk_disk_free_bytes", "Room left where the data lies.", registry=one
        )
        self.reserve = Gauge(
            "refdesk_reserve_held", "1 while the disk reserve is held or not needed.", registry=one
        )
        self.backup = Gauge(
            "refdesk_backup_timestamp_seconds", "When the newest backup was made.", registry=one
        )
        ProcessCollector(registry=one)

    def exposition(self) -> tuple[str, bytes]:
        """Give content type and text of all counters, as Prometheus reads them."""
        return CONTENT_TYPE_LATEST, generate_latest(self.registry)


def without_secrets(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace what must not be logged (a structlog processor)."""
    for name in SECRET & line.keys():
        line[name] = "…"
    return line


def set_up(form: str, level: str) -> None:
    """Send structlog and the standard library's loggers to stderr as JSON or human lines.

    httpx logs the addresses it calls, and Telegram's hold the bot's token: it is silenced, as are
    the access lines of aiohttp, which hold addresses of people.
    """
    numeric = logging.getLevelNamesMapping()[level.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(form),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(numeric)
    for name in ("httpx", "httpcore", "telegram", "aiohttp.access", "asyncio", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _rendering(form: str) -> list[structlog.typing.Processor]:
    if form == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    # The renderer's own choice prints local variables with a traceback: texts, passwords.
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
