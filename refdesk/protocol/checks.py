"""What the struct types leave open in a frame from outside: shape of ids, size of numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final, get_type_hints

import msgspec

from refdesk.protocol.codes import FOLLOW_LIMIT

_CID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_CONVERSATION: Final = re.compile(r"[A-Za-z0-9_-]{0,64}", re.ASCII)
Check = Callable[[Any], str]
_LARGEST: Final = 2**53 - 1  # what every JSON reader holds exactly


def fault(frame: msgspec.Struct) -> str:
    """Name the place of the first fault of a decoded frame, "" when there is none."""
    for name, check in _checks(type(frame)):
        found = check(getattr(frame, name))
        if found:
            return f"{found} - at `$.{name}`"
    return ""


@cache
def _checks(kind: type[msgspec.Struct]) -> tuple[tuple[str, Check], ...]:
    """Give what each field of a frame has to pass, by its name, else by its declared type."""
    hints = get_type_hints(kind)
    return tuple(
        (name, _BY_NAME.get(name) or _BY_TYPE.get(hints[name], _value))
        for name in kind.__struct_fields__
        if hints[name] is not bool
    )


def _cid(value: str) -> str:
    return "" if _CID.fullmatch(value) else "Expected 32 lower-case hexadecimal digits"


def _conversation(value: str) -> str:
    return "" if _CONVERSATION.fullmatch(value) else "Expected a conversation id"


def _text(value: str) -> str:
    return "A text may not hold the character U+0000" if "\0" in value else ""


def _number(value: int) -> str:
    return "" if 0 <= value <= _LARGEST else f"Expected a number from 0 to {_LARGEST}"


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
            return _number(value)
        case str():
            return _text(value)
        case list() | tuple():
            return _first(value)
        case msgspec.Struct():
            return fault(value)
        case _:
            return ""


def _first(values: Iterable[object]) -> str:
    return next((found for found in map(_value, values) if found), "")


_BY_NAME: Final[Mapping[str, Check]] = {
    "cid": _cid,
    "conversation": _conversation,
    "conversations": _cursors,
}
_BY_TYPE: Final[Mapping[object, Check]] = {str: _text, int: _number}
