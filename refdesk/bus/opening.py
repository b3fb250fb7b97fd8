"""Opening a bus by its address."""

from __future__ import annotations

from typing import Final

from refdesk.bus.calls import Board, Bus
from refdesk.bus.local import LocalBus
from refdesk.errors import SettingsProblem

_POSTGRES: Final = {"postgresql", "postgres", "postgresql+asyncpg"}
_EXAMPLES: Final = "local:, postgresql://name:password@host/database"


def open_bus(address: str, node: str, board: Board | None) -> Bus:
    """Give the bus at an address; `node` names this process among all others.

    `board` keeps signs of librarians for all nodes, None where there is one node only. Raises
    SettingsProblem when the address names no bus.
    """
    scheme = address.partition(":")[0]
    if scheme == "local":
        return LocalBus(node, board)
    if scheme in _POSTGRES and board is not None:
        # Its driver belongs to an extra that SQLite does without.
        from refdesk.bus.notify import NotifyBus  # noqa: PLC0415

        return NotifyBus(address, node, board)
    shown = address.partition("@")[0].partition(":")[0]
    raise SettingsProblem(
        f"bus (REFDESK_BUS): {shown!r} tidak dapat dipakai di sini; contoh: {_EXAMPLES}; dengan "
        f"SQLite hanya local: / {shown!r} cannot be used here; examples: {_EXAMPLES}; with SQLite "
        "only local:"
    )
