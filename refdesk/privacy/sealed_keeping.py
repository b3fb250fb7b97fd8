"""Keeping sealed originals no longer than needed, under no older key than needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from refdesk.privacy.ports import Vault
from refdesk.privacy.sealing import Sealer

AFTER_END = timedelta(hours=24)
BATCH = 100  # rows deleted or sealed anew in one commit: some milliseconds


class SealedKeeping:
    """Deletes what has expired, seals anew under a new key."""

    def __init__(self, vault: Vault, sealer: Sealer) -> None:
        self._vault = vault
        self._sealer = sealer

    async def expire(self, now: datetime) -> int:
        """Delete the originals of conversations that ended 24 h ago, in batches; give the count."""
        total = 0
        while deleted := await self._vault.expire(now - AFTER_END, BATCH):
            total += deleted
        return total

    async def seal_anew(self, keys: Sequence[bytes]) -> int:
        """Seal everything under the first of these keys that is under another; give the count.

        Can be cut off and begun again: what was done stays done.
        """
        self._sealer.take(keys)
        total = 0
        while old := await self._vault.sealed_otherwise(self._sealer.newest, BATCH):
            opened = [(place, one.seq, self._sealer.open(place, one)) for place, one in old]
            await self._vault.replace(
                [(place, self._sealer.seal(place, seq, value)) for place, seq, value in opened]
            )
            total += len(old)
        return total
