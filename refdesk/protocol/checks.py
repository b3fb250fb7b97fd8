"""What the struct types leave open in a frame from outside: shape of ids, size of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from refdesk.protocol.codes import FOLLOW_LIMIT

_CID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_CONVERSATION: Final = re.compile(r"[A-Za-z0-9_-]{0,64}", re.ASCII)
_LARGEST: Final = 2**53 - 1  # what every JSON reader holds exactly


def fault(frame: msgspec.Struct) -> str:
    """Name the place of the first fault of a decoded frame, "" when there is none."""
    for name in frame.__struct_fields__:
        found = _field(name, getattr(frame, name))
        if found:
            return f"{found} - at `$.{name}`"
    return ""


def _field(name: str, value: object) -> str:
    match name, value:
        case "cid", str():
            return "" if _CID.fullmatch(value) else "Expected 32 lower-case hexadecimal digits"
        case "conversation", str():
            return "" if _CONVERSATION.fullmatch(value) else "Expected a conversation id"
        case "conversations", dict():
            return _cursors(value)
        case _:
            return _value(value)


def _cursors(value: Mapping[str, object]) -> str:
    if len(value) > FOLLOW_LIMIT:
        return f"Expected at most {FOLLOW_LIMIT} conversations"
    wrong = any(not _CONVERSATION.fullmatch(name) for name in value)
    return "Expected conversation ids" if wrong else _first(value.values())


def _value(value: object) -> str:
    match value:
        case bool():
            return ""
        case int():
            return "" if 0 <= value <= _LARGEST else f"Expected a number from 0 to {_LARGEST}"
        case str():
            return "A text may not hold the character U+0000" if "\0" in value else ""
        case list() | tuple():
            return _first(value)
        case msgspec.Struct():
            return fault(value)
        case _:
            return ""


def _first(values: Iterable[object]) -> str:
    return next((found for found in map(_value, values) if found), "")
