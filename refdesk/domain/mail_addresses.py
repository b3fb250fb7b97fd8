"""Finding e-mail addresses as people write them: with spaces, (at), a break after the @."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LOCAL = r"[^\W_](?:[\w.%+\-]*[\w%+\-])?"
_LABEL = r"[^\W_](?:[\w\-]*[^\W_])?"
_AT = r"(?:@|\s?[(\[{]\s?(?:at|@)\s?[)\]}]\s?)"
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|titik)\s?[)\]}]\s?|\s(?:dot|titik)\s)"
_ENDINGS = r"(?:com|net|org|edu|info|biz|id|my|sg|me|co|ac|sch|go|or|web|desa|mil)"
_PROVIDERS = (
    r"(?:gmail|googlemail|belajar|yahoo|ymail|rocketmail|outlook|hotmail|live|icloud|proton\w*|aol)"
)

# A plain address; one whose domain is broken or spaced (known endings only, so that the next
# sentence is left alone); one with space around the @ (known endings or providers only, so that
# "follow @toko.id" is left alone).
_DOMAIN = rf"{_LABEL}(?:{_DOT}{_LABEL})*{_DOT}[^\W\d_]{{2,24}}"
_LOOSE_DOMAIN = rf"{_LABEL}(?:\s?{_DOT}\s?{_LABEL})*?(?:\s?{_DOT}\s?{_ENDINGS}\b){{1,3}}"
_OF_A_HOUSE = (
    rf"{_LABEL}(?:\.{_LABEL})*?\.(?:(?:ac|co|go|or|sch|web|my|desa)\.id|com|net|org|biz|info|edu)\b"
)
_ADDRESS = re.compile(
    rf"(?<![\w.%+\-])(?:"
    rf"{_LOCAL}{_AT}\s{{0,2}}{_LOOSE_DOMAIN}"
    rf"|{_LOCAL}\s{{1,2}}@\s{{1,2}}{_LOOSE_DOMAIN}"
    rf"|{_LOCAL}\s{{0,2}}@\s{{0,2}}{_PROVIDERS}\s?\.\s?{_ENDINGS}(?:\s?\.\s?{_ENDINGS})?\b"
    rf"|{_LOCAL}\s{{1,2}}@{_OF_A_HOUSE}"
    rf"|{_LOCAL}{_AT}{_DOMAIN}"
    rf")",
    re.IGNORECASE,
)
_HAS_AT = re.compile(r"@|[(\[{]\s?at\s?[)\]}]", re.IGNORECASE)
# The end of a line that is the first part of an address: it has a dot or an underscore within.
_BROKEN_BEFORE = re.compile(r"(?<!\S)(?=\S*[^\W\d_])[\w%+\-]+(?:[._\-][\w%+\-]*)+[ \t]*\n$")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Give start and end of each e-mail address of a text, in order."""
    if _HAS_AT.search(text) is None:
        return
    for match in _ADDRESS.finditer(text):
        start, end = _longer(text, *match.span())
        yield start, end


def _longer(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the first part of an address that was broken over two lines before its @."""
    before = _BROKEN_BEFORE.search(text, max(0, start - 64), start)
    return (before.start() if before else start), end
