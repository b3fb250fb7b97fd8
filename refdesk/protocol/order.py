"""The order of a conversation's commands after one of them was refused for the moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_PATIENCE: Final = 10.0  # seconds after `retry_after` until a command not sent again is given up


@dataclass(frozen=True, slots=True)
class _Refused:
    cid: str
    again_at: float
    until: float


class Order:
    """Lets no later command of a conversation overtake one that its sender will send again (G4)."""

    def __init__(self) -> None:
        self._refused: dict[str, _Refused] = {}

    def refused(self, conversation: str, cid: str, retry_after: float, now: float) -> None:
        """Remember a command refused with a retryable code; the first one of several stands."""
        if self._waiting(conversation, now) is None:
            again_at = now + retry_after
            self._refused[conversation] = _Refused(cid, again_at, again_at + _PATIENCE)

    def wait(self, conversation: str, cid: str, now: float) -> float:
        """Give the seconds after which to send this command again, 0.0 when its turn is now."""
        refused = self._waiting(conversation, now)
        if refused is None:
            return 0.0
        if refused.cid == cid:
            del self._refused[conversation]
            return 0.0
        return max(1.0, refused.again_at - now)

    def _waiting(self, conversation: str, now: float) -> _Refused | None:
        refused = self._refused.get(conversation)
        if refused is not None and now > refused.until:
            del self._refused[conversation]
            return None
        return refused
