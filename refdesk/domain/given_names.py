"""Names that patrons gave, taken out of what staff write where nobody can take it out later."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

TAKEN_OUT: Final = "[NAMA]"
_SHORTEST: Final = 3  # letters of a part that stands for the whole: "de" is in too many names
_HANDLE: Final = re.compile(r"(?<![\w.])@\w+")


def without_names(text: str, names: Iterable[str]) -> str:
    """Put a token in the place of these names, of their parts, and of handles (`@budi`).

    Only whole words in any case; what a name shares with a common word goes as well. The whole name
    goes however short it is.
    """
    whole = {name.strip() for name in names} - {""}
    parts = whole | {part for name in whole for part in name.split() if len(part) >= _SHORTEST}
    longest_first = sorted(parts, key=lambda part: (-len(part), part))
    text = _HANDLE.sub(TAKEN_OUT, text)
    if not longest_first:
        return text
    words = "|".join(map(re.escape, longest_first))
    return re.sub(rf"(?<!\w)(?:{words})(?!\w)", TAKEN_OUT, text, flags=re.IGNORECASE)
