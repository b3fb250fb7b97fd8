"""The shape of a handler: what it takes and gives, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

HTML: Final = "text/html"
JSON: Final = "application/json"
TEXT: Final = "text/plain"
Structs = type[msgspec.Struct]


class Nothing(msgspec.Struct, frozen=True):
    """An object without fields: it was done."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of the address, or a field of a form; never required."""

    name: str
    says: str
    kind: str = "string"
    among: tuple[str, ...] = ()
    written: str = ""  # a format of JSON Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a handler takes and gives; `lang` may be in every address.

    `gives` is a struct sent as JSON, or the media type of something else; `form` are the fields of
    a form sent without scripts; `refuses` are error codes beside those that follow from who may
    come through and from the body; `also` are further statuses with their meaning.
    """

    gives: Structs | str
    takes: Structs | str | None = None
    form: tuple[Field, ...] = ()
    query: tuple[Field, ...] = ()
    refuses: tuple[str, ...] = ()
    also: tuple[tuple[int, str], ...] = ()
