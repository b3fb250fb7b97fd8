"""All rows of the attack table, in the order in which they are run."""

from __future__ import annotations

from tests.faults import (
    claiming,
    clocks,
    cutting,
    cutting_channels,
    filling,
    flooding,
    framing,
    hostile_protocol,
    hostile_sockets,
    idling,
    killing,
    lost_postgres,
    refusing,
    rewinding,
    second_server,
    slow_readers,
    spoiling,
    stopping,
    storming,
    syncing,
    unwritable,
    updating,
)
from tests.faults.rows import Row

ROWS: tuple[Row, ...] = (
    *killing.ROWS,
    *syncing.ROWS,
    *rewinding.ROWS,
    *claiming.ROWS,
    *filling.ROWS,
    *unwritable.ROWS,
    *cutting.ROWS,
    *cutting_channels.ROWS,
    *stopping.ROWS,
    *second_server.ROWS,
    *clocks.ROWS,
    *lost_postgres.ROWS,
    *spoiling.ROWS,
    *updating.ROWS,
    *refusing.ROWS,
    *framing.ROWS,
    *hostile_protocol.ROWS,
    *hostile_sockets.ROWS,
    *slow_readers.ROWS,
    *idling.ROWS,
    *storming.ROWS,
    *flooding.ROWS,
)
