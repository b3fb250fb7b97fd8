"""Addresses that an entry may link to: one rule for who writes them and who shows them."""

from __future__ import annotations

import re

_SAFE = re.compile(r"(https?://|mailto:|tel:|/(?![/\\]))[^\s\x00-\x1f]*", re.IGNORECASE)
_FACT = re.compile(r"\{\{\s*[^{}\s]+\s*\}\}[^\s\x00-\x1f]*")


def safe_address(text: str) -> str:
    """Give an address that a page may link to, "" for one that might run, or is none."""
    return text if _SAFE.fullmatch(text) else ""


def may_be_written(text: str) -> bool:
    """Tell whether an address may stand in an entry: a safe one, or a fact of the library."""
    return bool(_SAFE.fullmatch(text) or _FACT.fullmatch(text))
