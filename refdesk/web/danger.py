"""The lexicon of danger as the package has it, read once; what it finds in lists."""

from __future__ import annotations

import secrets
from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import Final

from refdesk.desk.ports import Line
from refdesk.domain.danger import Lexicon, read_lexicon

_MOST: Final = 2_048  # lines remembered


@cache
def lexicon() -> Lexicon:
    """Give it."""
    text = (resources.files("refdesk.locale") / "danger.txt").read_text("utf-8")
    return read_lexicon(text.splitlines())


class Hints:
    """Which lines hold words of danger; `child_desks` are those whose patrons' words weigh more."""

    def __init__(self, child_desks: frozenset[str] = frozenset()) -> None:
        self._child_desks = child_desks
        # Lists say the same lines over and over. Digests under a key that is never stored: of what
        # is erased, no word stays in memory.
        self._key = secrets.token_bytes(32)
        self._known: dict[bytes, bool] = {}

    def of(self, line: Line) -> bool:
        """Tell whether a line's preview holds such words; of what is restricted nothing is told."""
        if line.restricted or not line.preview:
            return False
        child = line.desk in self._child_desks
        written = line.preview.encode()
        digest = blake2b(written, key=self._key, digest_size=16, person=b"child" * child).digest()
        known = self._known.get(digest)
        if known is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[digest] = lexicon().finds(line.preview, child=child)
        return known
