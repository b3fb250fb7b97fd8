"""Frames as they should be, of any struct, filled by chance."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
from msgspec import inspect

_CID: Final = "0123456789abcdef"
_TEXTS: Final = frozenset({"body", "note", "comment", "name", "text"})
_WORDS: Final = ("jam buka?", "", "perpanjang", "terima kasih", "Ø" * 50, "x" * 4_000, "2 buku 📚")
_NUMBERS: Final = (0, 1, 2, 3, 7, 50, 2**53 - 1)


class Sound:
    """Fills structs; `ids` are what may stand for a conversation, an entry, a person."""

    def __init__(self, chance: random.Random, ids: Sequence[str]) -> None:
        self._chance = chance
        self._ids = ids
        self._makers: dict[type, Callable[[str, Any], Any]] = {
            inspect.StrType: self._text,
            inspect.IntType: lambda _, __: chance.choice(_NUMBERS),
            inspect.FloatType: lambda _, __: chance.random(),
            inspect.BoolType: lambda _, __: bool(chance.getrandbits(1)),
            inspect.LiteralType: lambda _, kind: chance.choice(kind.values),
            inspect.ListType: lambda name, kind: [self._value(name, kind.item_type)] * 2,
            inspect.TupleType: lambda name, kind: [
                self._value(name, one) for one in kind.item_types
            ],
            inspect.DictType: self._mapping,
            inspect.UnionType: lambda name, kind: self._value(name, chance.choice(kind.types)),
            inspect.StructType: lambda _, kind: self._struct(kind),
            inspect.NoneType: lambda _, __: None,
            inspect.RawType: lambda _, __: msgspec.Raw(b'{"type":"pong"}'),
        }

    def frame(self, struct: type) -> dict[str, Any]:
        """Give a frame as what JSON makes of it; some of what may be left out is."""
        return self._struct(inspect.type_info(struct))

    def _struct(self, kind: Any) -> dict[str, Any]:  # noqa: ANN401 - inspect.StructType
        tag = {kind.tag_field: kind.tag} if kind.tag_field else {}
        left_out = self._chance.random()
        return tag | {
            one.encode_name: self._value(one.encode_name, one.type)
            for one in kind.fields
            if one.required or self._chance.random() > left_out
        }

    def _value(self, name: str, kind: inspect.Type) -> Any:  # noqa: ANN401 - any JSON
        return self._makers[type(kind)](name, kind)

    def _mapping(self, _: str, kind: Any) -> dict[str, Any]:  # noqa: ANN401 - inspect.DictType
        keys = [self._value("conversation", kind.key_type) for _ in range(3)]
        return {str(key): self._value("", kind.value_type) for key in keys}

    def _several(self, name: str, kind: Any) -> list[Any]:  # noqa: ANN401 - inspect.TupleType
        return [self._value(name, one) for one in kind.item_types]

    def _text(self, name: str, _: object) -> str:
        if name == "cid":
            return "".join(self._chance.choices(_CID, k=32))
        if name == "lang":
            return self._chance.choice(("id", "en", "jv"))
        return self._chance.choice(_WORDS if name in _TEXTS else self._ids)
