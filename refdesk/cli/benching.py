"""`refdesk bench`: a measurement as a table, or as JSON."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from refdesk.bench.figures import FULL, Measured, Server, ratio
from refdesk.bench.goals import goals
from refdesk.bench.plan import QUICK, Plan
from refdesk.bench.processes import on_core_of_the_load
from refdesk.bench.running import HOLD_DOWN, measure
from refdesk.cli.serving import run_loop

WIDE = 140  # columns of a table that goes into a file
VOID = 4  # exit status of a run whose ratios mean nothing


def bench(*, quick: bool, stores: list[str], postgres: str, file: Path | None) -> int:
    """Measure, print a table, write JSON to `file` if given; 4 when the run is void.

    `postgres` is the address of an empty database, "" for one of the run's own.
    """
    console = Console(stderr=True)
    plan = replace(QUICK if quick else Plan(), postgres=postgres)
    with (
        tempfile.TemporaryDirectory(prefix="refdesk-bench-") as folder,
        console.status("refdesk bench") as status,
        on_core_of_the_load(),
    ):
        measured = run_loop(measure(Path(folder), plan, stores, status.update))
    show(measured, Console(width=None if sys.stdout.isatty() else WIDE))
    if file is not None:
        told = {"measured": measured, "goals": goals(measured)}
        file.write_bytes(msgspec.json.format(msgspec.json.encode(told)) + b"\n")
    return VOID if measured.void else 0


def show(measured: Measured, console: Console) -> None:
    """Print the tables."""
    console.print(_loads(measured))
    console.print(_still(measured))
    console.print(_goals(measured))
    raw = measured.raw_row_cpu_ms
    held = measured.prototype.median(FULL, "cpu_ms") / raw
    console.print(
        f"raw SQLite row in batches of 256: {raw * 1000:.1f} µs; the prototype's message at the "
        f"maximum is {held:.1f} × that, at most {HOLD_DOWN:.0f}"
    )
    for name, change in measured.raised.items():
        console.print(f"raised: {name}: {change}")
    for name, why in measured.not_run.items():
        console.print(f"not run: {name}: {why}")
    if measured.void:
        console.print(f"[bold red]VOID: {measured.void}")


def _loads(measured: Measured) -> Table:
    table = Table(title="Durable messages, delivered; CPU of the server process")
    for name in ("server", "asked /s", "messages/s", "CPU ms", "× bare", "ack p50/p99 ms",
                 "delivery p50/p99 ms", "refused", "lost", "load's core"):  # fmt: skip
        table.add_column(name, justify="left" if name == "server" else "right")
    for rate in measured.prototype.rates():
        for server in (measured.prototype, *measured.servers):
            table.add_row(*_load(server, measured.prototype, rate))
        table.add_section()
    return table


def _load(server: Server, prototype: Server, rate: int) -> tuple[str, ...]:
    def of(what: str) -> float:
        return server.median(rate, what)

    bare = server is prototype
    slower = "" if bare else f" ({ratio(server, prototype, rate, 'per_second'):.2f} ×)"
    rounds = [one for one in server.rounds if one.rate == rate]
    return (
        server.name,
        str(rate) if rate != FULL else "max",
        f"{of('per_second'):,.0f}" + (slower if rate == FULL else ""),
        f"{of('cpu_ms'):.3f}",
        "" if bare else f"{ratio(server, prototype, rate, 'cpu_ms'):.2f}",
        f"{of('ack_p50'):.1f} / {of('ack_p99'):.1f}",
        f"{of('delivery_p50'):.1f} / {of('delivery_p99'):.1f}",
        str(sum(sum(one.refused.values()) for one in rounds)),
        str(sum(one.lost for one in rounds)),
        f"{of('load_share'):.0%}",
    )


def _still(measured: Measured) -> Table:
    table = Table(title="Connections, cold start")
    for name in ("server", "connection CPU ms", "KiB per idle connection", "start s", "start MiB"):
        table.add_column(name, justify="left" if name == "server" else "right")
    for server in (measured.prototype, *measured.servers):
        table.add_row(
            server.name,
            f"{server.connection_cpu_ms:.2f}",
            f"{server.idle_kib:.1f}",
            f"{server.start_s:.2f}",
            f"{server.start_mib:.0f}",
        )
    return table


def _goals(measured: Measured) -> Table:
    table = Table(title="Goals; × is product / prototype, the median of the rounds")
    for name in ("server", "figure", "measured", "goal", "reached"):
        table.add_column(name, justify="right" if name in ("measured", "goal") else "left")
    for goal in goals(measured):
        unit = " ×" if goal.share else ""
        sign = "≥" if goal.at_least else "≤"
        reached = "yes" if goal.reached else "[bold]no"
        figures = (f"{goal.figure:.2f}{unit}", f"{sign} {goal.bound:g}{unit}")
        table.add_row(goal.server, goal.what, *figures, reached)
    return table
