"""All rows of the attack table, in the order in which they are run."""

from __future__ import annotations

from tests.faults import claiming, killing, rewinding, syncing
from tests.faults.rows import Row

ROWS: tuple[Row, ...] = (*killing.ROWS, *syncing.ROWS, *rewinding.ROWS, *claiming.ROWS)
