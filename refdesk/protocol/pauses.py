"""How long a client waits before it comes back: full jitter, growing (G10)."""

from __future__ import annotations

from typing import Final

SHORTEST: Final = 0.5  # seconds
LONGEST: Final = 30.0  # seconds
_DOUBLINGS: Final = 6  # after which the longest pause is reached


def pause(attempt: int, chance: float) -> float:
    """Give the seconds before attempt 0, 1, 2…; `chance` is random in [0, 1)."""
    ceiling = min(LONGEST, 2.0 ** min(attempt, _DOUBLINGS))
    return SHORTEST + chance * (ceiling - SHORTEST)
