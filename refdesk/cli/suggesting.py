"""`refdesk bench suggestions`: acknowledgements without and with suggestions, as a table."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from refdesk.bench.figures import Round
from refdesk.bench.processes import on_core_of_the_load
from refdesk.bench.suggesting import ASKED, BOUND, Suggesting, answer_time, measure_suggesting
from refdesk.cli.serving import run_loop

WIDE = 120  # columns of a table that goes into a file


def suggestions(*, dense: bool, file: Path | None) -> int:
    """Measure, print a table, write JSON to `file` if given; 0 also where the goal is missed."""
    console = Console(stderr=True)
    with (
        tempfile.TemporaryDirectory(prefix="refdesk-bench-") as folder,
        console.status("refdesk bench suggestions") as status,
        on_core_of_the_load(),
    ):
        measuring = measure_suggesting(Path(folder), dense=dense, say=status.update)
        measured = run_loop(measuring)
    show(measured, Console(width=None if sys.stdout.isatty() else WIDE))
    if file is not None:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(measured)) + b"\n")
    return 0


def show(measured: Suggesting, console: Console) -> None:
    """Print the table and the goal."""
    table = Table(title="200 messages/s; median of the rounds")
    for name in ("suggestions/s", "messages/s", "CPU ms", "ack p50 ms", "ack p99 ms", "lost"):
        table.add_column(name, justify="right")
    for asked, rounds in ((0, measured.without), (ASKED, measured.along)):
        table.add_row(str(asked), *_cells(rounds))
    console.print(table)
    p50, p99 = (answer_time(measured, share) for share in (0.5, 0.99))
    found = f"{measured.found} of {len(measured.answers)} found entries"
    console.print(f"suggestion p50 {p50:.1f} ms, p99 {p99:.1f} ms; {found}")
    met = "reached" if measured.share <= BOUND else "not reached"
    console.print(f"ack p99 with / without: {measured.share:.2f}, goal ≤ {BOUND}: {met}")


def _cells(rounds: list[Round]) -> tuple[str, ...]:
    def middle(what: str) -> float:
        found: float = statistics.median(getattr(one, what) for one in rounds)
        return found

    return (
        f"{middle('per_second'):,.0f}",
        f"{middle('cpu_ms'):.3f}",
        f"{middle('ack_p50'):.2f}",
        f"{middle('ack_p99'):.2f}",
        str(sum(one.lost for one in rounds)),
    )
