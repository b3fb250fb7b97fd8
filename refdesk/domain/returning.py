"""Return codes as people copy them: from paper, with spaces, in small letters."""

from __future__ import annotations

CODE_LENGTH = 10  # base-32 characters: 50 random bits
_MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B", "9": "G"})  # base-32 has none of these


def normal(code: str) -> str:
    """Give a typed code as it was made: capitals without spaces or hyphens, digits unmixed."""
    return "".join(code.split()).replace("-", "").upper().translate(_MISREAD)
