"""Which updates Telegram may forget: never one that is not settled (G13)."""

from __future__ import annotations


class Confirming:
    """The offset of getUpdates, which confirms every update below it.

    Update ids may begin anew, higher or lower, after a quiet week; so the offset is forgotten as
    soon as it has confirmed everything, and Telegram begins with what it holds itself.
    """

    def __init__(self) -> None:
        self._unsettled: set[int] = set()
        self._settled: set[int] = set()  # not confirmed yet

    @property
    def offset(self) -> int | None:
        """Give the offset for the next call, None when there is nothing to confirm."""
        if self._unsettled:
            lowest = min(self._unsettled)
            # What is settled above an unsettled one cannot be confirmed.
            return lowest if any(one < lowest for one in self._settled) else None
        return max(self._settled) + 1 if self._settled else None

    @property
    def busy(self) -> bool:
        """Whether some updates are not settled."""
        return bool(self._unsettled)

    def came(self, update: int) -> bool:
        """An update was delivered; True when it is new and to be settled."""
        if update in self._unsettled or update in self._settled:
            return False
        self._unsettled.add(update)
        return True

    def settled(self, update: int) -> None:
        """An update was dealt with."""
        self._unsettled.discard(update)
        self._settled.add(update)

    def confirmed(self, offset: int | None) -> None:
        """A call with this offset has succeeded: what was below it does not come again."""
        if offset is not None:
            self._settled = {one for one in self._settled if one >= offset}
