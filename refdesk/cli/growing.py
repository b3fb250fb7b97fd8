"""`refdesk bench growth`: what acts cost over growing histories, as a table or as JSON."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from refdesk.bench.growth import SIZES, measure_growth
from refdesk.bench.growth_figures import Growth, as_json, cpu_ratio, goal, ratio
from refdesk.bench.processes import on_core_of_the_load
from refdesk.cli.serving import run_loop

WIDE = 140  # columns of a table that goes into a file


def growth(*, folder: Path, store: str, most: int, file: Path | None) -> int:
    """Measure histories of up to `most` messages, print a table; 0 also where a goal is missed."""
    console = Console(stderr=True)
    sizes = [size for size in SIZES if size <= most]
    with console.status("refdesk bench growth") as status, on_core_of_the_load():
        measured = run_loop(measure_growth(folder, store, sizes, status.update))
    show(measured, Console(width=None if sys.stdout.isatty() else WIDE))
    if file is not None:
        file.write_bytes(as_json(measured))
    return 0


def show(measured: Growth, console: Console) -> None:
    """Print the tables."""
    console.print(_acts(measured))
    table = Table(title="Riwayat / histories")
    for name in ("messages", "conversations", "database MiB", "fill s", "index s", "export + MiB"):
        table.add_column(name, justify="right")
    for one in measured.histories:
        table.add_row(
            f"{one.messages:,}",
            f"{one.conversations:,}",
            f"{one.database_mib:,.0f}" if one.database_mib else "–",
            f"{one.filled_s:.1f}",
            f"{one.indexed_s:.1f}",
            f"{one.export_mib:.1f}",
        )
    console.print(table)


def _acts(measured: Growth) -> Table:
    table = Table(title=f"{measured.store}: median ms (server's CPU ms, rows)")
    table.add_column("act")
    for one in measured.histories:
        table.add_column(f"{one.messages:,}", justify="right")
    for name in ("ratio", "CPU ratio", "goal", ""):
        table.add_column(name, justify="right")
    for name in measured.names():
        acts = measured.of(name)
        cells = [
            f"{act.median_ms:.2f} ({act.cpu_ms:.2f}" + (f", {act.rows})" if act.rows else ")")
            for act in acts
        ]
        met = "✓" if ratio(acts) <= goal(acts) else "✗"
        ratios = (f"{ratio(acts):.2f}", f"{cpu_ratio(acts):.2f}", f"≤ {goal(acts):.2f}")
        table.add_row(name, *cells, *ratios, met)
    return table
