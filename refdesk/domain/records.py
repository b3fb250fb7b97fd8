"""Stored records of events: plain JSON values, with upcasters for older versions (G18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, get_type_hints

from refdesk.domain import care_events as care
from refdesk.domain import events as e

Data = dict[str, Any]

KINDS: Mapping[str, type[e.Event]] = MappingProxyType(
    {
        cls.kind: cls
        for cls in (
            e.Opened,
            e.Suggested,
            e.Judged,
            e.StaffJudged,
            e.Offered,
            e.Declined,
            e.Lapsed,
            e.Asked,
            e.Claimed,
            e.Transferred,
            e.Returned,
            e.Held,
            e.Resumed,
            e.Said,
            e.Edited,
            e.Noted,
            e.Ended,
            e.Reopened,
            e.Coded,
            e.Rated,
            e.Redacted,
            e.Forgotten,
            care.Restricted,
            care.Alarmed,
        )
    }
)
# For who has nothing to do with a text that was only said, as most are.
ALL_BUT_SAID = frozenset(KINDS) - {e.Said.kind}
# (kind, stored version) -> a pure function from the old data to that of the next version.
UPCASTERS: Mapping[tuple[str, int], Callable[[Data], Data]] = MappingProxyType({})


def millis(moment: datetime) -> int:
    """Give the milliseconds since 1970 of an aware datetime (ValueError when naive)."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime has no place here")
    return round(moment.timestamp() * 1000)


def moment(milliseconds: int) -> datetime:
    """Give the aware UTC datetime of milliseconds since 1970."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def to_record(event: e.Event) -> tuple[Data, str | None]:
    """Split an event into JSON-ready data and its body (None when the kind has no body)."""
    data: Data = {}
    body: str | None = None
    for name, default in _FIELDS[type(event)]:
        value = getattr(event, name)
        if name == "body":
            body = value
        elif value != default:
            data[name] = _to_plain(value)
    return data, body


def from_record(kind: str, version: int, data: Data, body: str | None) -> e.Event:
    """Rebuild an event; a body emptied since is "", a kind of a newer release is Unknown."""
    cls = KINDS.get(kind)
    if cls is None or version > cls.version:
        return e.Unknown(kind)
    while version < cls.version:
        data = UPCASTERS[kind, version](data)
        version += 1
    hints = _HINTS[kind]
    values = {name: _FROM_PLAIN.get(hints[name], _same)(value) for name, value in data.items()}
    if "body" in hints:
        values["body"] = body or ""
    return cls(**values)


def _to_plain(value: object) -> object:
    match value:
        case datetime():
            return millis(value)
        case e.Offer():
            return [value.entry, value.language, value.title, value.score]
        case tuple():
            return [_to_plain(item) for item in value]
        case str():
            return str(value)  # a member of an enumeration becomes its plain text
        case _:
            return value


def _same(value: object) -> object:
    return value


_FIELDS: Mapping[type, tuple[tuple[str, object], ...]] = {
    cls: tuple((field.name, field.default) for field in fields(cls))
    for cls in (*KINDS.values(), e.Unknown)
}
_HINTS: Mapping[str, Mapping[str, Any]] = {kind: get_type_hints(cls) for kind, cls in KINDS.items()}
_FROM_PLAIN: Mapping[Any, Callable[[Any], object]] = {
    datetime: moment,
    e.Verdict: e.Verdict,
    e.EndedWhy: e.EndedWhy,
    e.ReturnedWhy: e.ReturnedWhy,
    tuple[str, ...]: tuple,
    tuple[e.Offer, ...]: lambda items: tuple(e.Offer(*item) for item in items),
}
