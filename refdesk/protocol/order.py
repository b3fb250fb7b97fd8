"""The order of a conversation's commands after one of them was refused for the moment."""

from __future__ import annotations

from dataclasses import dataclass

from refdesk.protocol.codes import FOLLOW_LIMIT


@dataclass(frozen=True, slots=True)
class _Refused:
    cid: str
    again_at: float


class Order:
    """Lets no later command of a conversation overtake one that its sender will send again (G4).

    It holds for one connection: whoever gives a refused command up begins a new one.
    """

    def __init__(self) -> None:
        self._refused: dict[str, _Refused] = {}

    def refused(self, conversation: str, cid: str, retry_after: float, now: float) -> None:
        """Remember a command refused with a retryable code; the first one of several stands."""
        if conversation not in self._refused:
            self._refused[conversation] = _Refused(cid, now + retry_after)
        if len(self._refused) > FOLLOW_LIMIT:
            del self._refused[next(iter(self._refused))]

    def wait(self, conversation: str, cid: str, now: float) -> float:
        """Give the seconds after which to send this command again, 0.0 when its turn is now."""
        refused = self._refused.get(conversation)
        if refused is None:
            return 0.0
        if refused.cid == cid:
            del self._refused[conversation]
            return 0.0
        return max(1.0, refused.again_at - now)
