"""The safe: secrets that the server has to know again, sealed under keys outside the database."""

from __future__ import annotations

from refdesk.privacy.ports import SecretBoxes
from refdesk.privacy.sealing import Sealer

BATCH = 500  # secrets sealed anew in one commit


class Safe:
    """Keeps secrets by place; `refdesk.people.ports.SecretSafe` says what of it others may use."""

    def __init__(self, boxes: SecretBoxes, sealer: Sealer) -> None:
        self._boxes = boxes
        self._sealer = sealer

    async def keep(self, place: str, secret: str) -> None:
        """Keep a secret in a place, instead of what is there."""
        await self._boxes.put({place: self._sealer.shut(place, secret)})

    async def of(self, place: str) -> str | None:
        """Give the secret of a place; raises Unavailable `sealing_key` when its key is gone."""
        box = await self._boxes.box(place)
        return None if box is None else self._sealer.unlock(place, box)

    async def forget(self, place: str) -> None:
        """Forget the secret of a place."""
        await self._boxes.drop(place)

    async def seal_anew(self) -> int:
        """Seal everything under the newest key that is under another; give the count.

        Can be cut off and begun again: what was done stays done.
        """
        total = 0
        while old := await self._boxes.sealed_otherwise(self._sealer.newest, BATCH):
            opened = {place: self._sealer.unlock(place, box) for place, box in old.items()}
            anew = {place: self._sealer.shut(place, value) for place, value in opened.items()}
            await self._boxes.put(anew)
            total += len(old)
        return total
