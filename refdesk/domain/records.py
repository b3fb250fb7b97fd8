"""Events as stored records and back: plain JSON values, with upcasters for older versions (G18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from refdesk.domain import events as e

KINDS: Mapping[str, type[e.Event]] = {
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
    )
}
# (kind, stored version) -> a pure function from the old data to that of the next version.
UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}


def millis(moment: datetime) -> int:
    """Give the milliseconds since 1970 of an aware datetime (ValueError when naive)."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime has no place here")
    return round(moment.timestamp() * 1000)


def moment(milliseconds: int) -> datetime:
    """Give the aware UTC datetime of milliseconds since 1970."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def to_record(event: e.Event) -> tuple[dict[str, Any], str | None]:
    """Split an event into JSON-ready data and its body (None when the kind has no body)."""
    data: dict[str, Any] = {}
    body: str | None = None
    for field in fields(event):
        value = getattr(event, field.name)
        if field.name == "body":
            body = value
        elif value != field.default:
            data[field.name] = _plain(value)
    return data, body


def from_record(kind: str, version: int, data: dict[str, Any], body: str | None) -> e.Event:
    """Rebuild an event; a body emptied since is "", a kind of a newer release is Unknown."""
    cls = KINDS.get(kind)
    if cls is None or version > cls.version:
        return e.Unknown(kind)
    while version < cls.version:
        data = UPCASTERS[kind, version](data)
        version += 1
    values = {name: _typed(name, value) for name, value in data.items()}
    if any(field.name == "body" for field in fields(cls)):
        values["body"] = body or ""
    return cls(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return millis(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, e.Offer):
        return [value.entry, value.language, value.title, value.score]
    return value


def _typed(name: str, value: Any) -> Any:
    match name:
        case "promised_at":
            return moment(value)
        case "offers":
            return tuple(e.Offer(*item) for item in value)
        case "to" if isinstance(value, list):
            return tuple(value)
        case "verdict":
            return e.Verdict(value)
        case "why":
            return _why(value)
    return value


def _why(value: str) -> e.EndedWhy | e.ReturnedWhy:
    if value in {why.value for why in e.ReturnedWhy if why is not e.ReturnedWhy.LIBRARIAN}:
        return e.ReturnedWhy(value)
    return e.EndedWhy(value)
