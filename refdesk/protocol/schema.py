"""The shapes of the wire as data: every frame by direction, every value that frames carry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from msgspec import NODEFAULT, inspect

from refdesk.protocol import frames
from refdesk.protocol.shapes import Out

CHANNEL_MODULE = "refdesk.protocol.channel"


def frames_of(union: object) -> list[inspect.StructType]:
    """Give the frames of one direction in the order they are declared."""
    described = inspect.type_info(union)
    if not isinstance(described, inspect.UnionType):
        raise TypeError(f"{union!r} is not a union of frames")
    return [shape for shape in described.types if isinstance(shape, inspect.StructType)]


DIRECTIONS: Mapping[str, list[inspect.StructType]] = MappingProxyType(
    {
        "PatronFrame": frames_of(frames.PatronFrame),
        "StaffFrame": frames_of(frames.StaffFrame),
        "ChannelFrame": frames_of(frames.ChannelFrame),
        "ServerFrame": frames_of(frames.ServerFrame),
    }
)


def all_frames() -> list[inspect.StructType]:
    """Give every frame once, those to the server first."""
    return list({shape.cls: shape for row in DIRECTIONS.values() for shape in row}.values())


def carried(shapes: list[inspect.StructType]) -> list[inspect.StructType]:
    """Give the values that these frames carry, each once, by name."""
    found = {inner.cls: inner for shape in shapes for inner in _inside(shape)}
    return sorted(found.values(), key=lambda shape: shape.cls.__name__)


def is_of_channel(shape: inspect.StructType) -> bool:
    """Whether only channels speak this frame."""
    return shape.cls.__module__ == CHANNEL_MODULE


def is_from_server(shape: inspect.StructType) -> bool:
    """Whether the server sends this frame."""
    return issubclass(shape.cls, Out)


def default_of(field: inspect.Field) -> object:
    """Give what a missing field means; NODEFAULT for a field that is never missing."""
    if field.default_factory is not NODEFAULT:
        return field.default_factory()
    return field.default


def sentence(shape: inspect.StructType) -> str:
    """Give the docstring of a shape on one line."""
    return " ".join((shape.cls.__doc__ or "").split())


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one language writes the type of a field; "{}" stands for the inner type."""

    simple: Mapping[type[inspect.Type], str]
    choice: Callable[[tuple[object, ...]], str]
    named: Callable[[inspect.StructType], str]
    listed: str
    fixed: str  # a tuple
    mapped: str  # an object with any names
    either: str  # stands between alternatives


def spell(kind: inspect.Type, how: Spelling) -> str:
    """Write the type of a field; TypeError for a type that the wire does not use."""
    match kind:
        case _ if type(kind) in how.simple:
            text = how.simple[type(kind)]
        case inspect.LiteralType(values=values):
            text = how.choice(values)
        case inspect.StructType():
            text = how.named(kind)
        case inspect.ListType(item_type=item):
            text = how.listed.format(spell(item, how))
        case inspect.TupleType(item_types=items):
            text = how.fixed.format(", ".join(spell(item, how) for item in items))
        case inspect.DictType(value_type=value):
            text = how.mapped.format(spell(value, how))
        case inspect.UnionType(types=types):
            text = how.either.join(spell(item, how) for item in types)
        case _:
            raise TypeError(f"the wire has no {kind}")
    return text


def _inside(shape: inspect.StructType) -> Iterator[inspect.StructType]:
    for field in shape.fields:
        for inner in _structs(field.type):
            yield inner
            yield from _inside(inner)


def _structs(kind: inspect.Type) -> Iterator[inspect.StructType]:
    match kind:
        case inspect.StructType():
            yield kind
        case inspect.UnionType(types=types):
            for inner in types:
                yield from _structs(inner)
        case inspect.ListType(item_type=item):
            yield from _structs(item)
        case inspect.DictType(value_type=value):
            yield from _structs(value)
        case _:
            return
