"""What the wording of a fact has to look like, by the kind of fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

LONGEST = 300  # characters
ONE_WORDING = frozenset({"link", "phone", "mail"})
"""Kinds that read the same in every language."""

_CLOCK = re.compile(r"\b(\d{1,2})[.:](\d{2})\b")
_NO_HOURS = re.compile(r"tutup|closed|libur|24 jam|24 hours", re.IGNORECASE)
_NO_PRICE = re.compile(r"gratis|cuma-cuma|tidak|free|none|\bno\b", re.IGNORECASE)
_NO_NUMBER = re.compile(r"tidak|tanpa|no limit|unlimited|none", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s/.]+\.[^\s]+")
_PHONE = re.compile(r"[-0-9+() ./]{5,}")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_SENTENCE_END = re.compile(r"(?<!a\.m)(?<!p\.m)(?<!dll)(?<!dsb)(?<!etc)\.$")
_WRONG = re.compile(r"[\x00-\x1f\ud800-\udfff]|\{\{|\}\}")
_LEAST_DIGITS = 5


def fault_of(kind: str, wording: str) -> str:
    """Give the message key of what is wrong with a wording, "" when it will do."""
    if not wording.strip():
        return "fact_empty"
    if len(wording) > LONGEST:
        return "fact_too_long"
    if _WRONG.search(wording):
        return "bad_character"
    if kind not in ONE_WORDING and _SENTENCE_END.search(wording.rstrip()):
        return "fact_full_stop"
    return "" if _SHAPES.get(kind, _any)(wording) else f"fact_{kind}"


def _any(_: str) -> bool:
    return True


def _is_time(wording: str) -> bool:
    clocks = [(int(hour), int(minute)) for hour, minute in _CLOCK.findall(wording)]
    if any(hour > 24 or minute > 59 for hour, minute in clocks):  # noqa: PLR2004 - a clock
        return False
    return bool(re.search(r"\d", wording) or _NO_HOURS.search(wording))


def _is_phone(wording: str) -> bool:
    digits = sum(letter.isdigit() for letter in wording)
    return bool(_PHONE.fullmatch(wording)) and digits >= _LEAST_DIGITS


_SHAPES: Mapping[str, Callable[[str], bool]] = {
    "number": lambda said: bool(re.search(r"\d", said) or _NO_NUMBER.search(said)),
    "rupiah": lambda said: bool(re.search(r"Rp\s?\d", said) or _NO_PRICE.search(said)),
    "time": _is_time,
    "link": lambda said: bool(_LINK.fullmatch(said)),
    "phone": _is_phone,
    "mail": lambda said: bool(_MAIL.fullmatch(said)),
}
