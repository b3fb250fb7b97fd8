"""The Markdown reference of frames with their codes, a part of PROTOCOL.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import msgspec
from msgspec import NODEFAULT, inspect

from refdesk.protocol import codes, schema

Comments = Mapping[tuple[str, str], str]  # (class or module name, field or constant) -> comment

BEGIN = "<!-- generated:frames -->"
END = "<!-- /generated -->"


def reference(comments: Comments, refusals: Mapping[str, str]) -> str:
    """Give the reference; `refusals` says what each error code means."""
    sent = schema.DIRECTIONS["ServerFrame"]
    received = [shape for shape in schema.all_frames() if not schema.is_from_server(shape)]
    frames = [shape for shape in (*received, *sent) if not schema.is_of_channel(shape)]
    channel = [shape for shape in (*received, *sent) if schema.is_of_channel(shape)]
    sections = [
        "### Frames to the server",
        *[_section(s, comments) for s in frames if not schema.is_from_server(s)],
        "### Frames from the server",
        *[_section(s, comments) for s in frames if schema.is_from_server(s)],
        "### Frames of the channel contract",
        *[_section(s, comments) for s in channel],
        "### Values that frames carry",
        *[_section(s, comments) for s in schema.carried([*received, *sent])],
        "### Error codes",
        _error_codes(refusals),
        "### Close codes and limits",
        _constants(comments),
    ]
    return "\n\n".join(sections)


def inserted(document: str, text: str) -> str:
    """Put `text` between the markers of `document`; ValueError when they are not there."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the document lacks the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"


def _section(shape: inspect.StructType, comments: Comments) -> str:
    name = f"`{shape.tag or shape.cls.__name__}`"
    speakers = _speakers(shape)
    lines = [f"#### {name}{f' ({speakers})' if speakers else ''}", "", schema.sentence(shape)]
    if shape.fields:
        lines += ["", "| field | holds | when left out | |", "|---|---|---|---|"]
        lines += [_row(shape, field, comments) for field in shape.fields]
    return "\n".join(lines)


def _speakers(shape: inspect.StructType) -> str:
    if schema.is_from_server(shape) or not shape.tag:
        return ""
    spoken = {"PatronFrame": "patron", "StaffFrame": "staff", "ChannelFrame": "channel"}
    names = [
        word
        for union, word in spoken.items()
        if any(shape.cls is other.cls for other in schema.DIRECTIONS[union])
    ]
    return ", ".join(names)


def _row(shape: inspect.StructType, field: inspect.Field, comments: Comments) -> str:
    default = schema.default_of(field)
    shown = "never" if default is NODEFAULT else f"`{msgspec.json.encode(default).decode()}`"
    comment = comments.get((shape.cls.__name__, field.name), "")
    held = schema.spell(field.type, _SPELLING)
    return f"| `{field.encode_name}` | {held} | {shown} | {comment} |"


def _error_codes(refusals: Mapping[str, str]) -> str:
    lines = ["| code | passes | means |", "|---|---|---|"]
    for code in get_args(codes.ErrorCode):
        passes = "yes: send it again later" if code in codes.RETRYABLE else "no"
        lines.append(f"| `{code}` | {passes} | {refusals[code]} |")
    return "\n".join(lines)


def _constants(comments: Comments) -> str:
    lines = ["| name | value | |", "|---|---|---|"]
    for name, value in vars(codes).items():
        if name.isupper() and isinstance(value, int | float | str):
            lines.append(f"| `{name}` | {value} | {comments.get(('codes', name), '')} |")
    return "\n".join(lines)


_SPELLING = schema.Spelling(
    simple={
        inspect.StrType: "text",
        inspect.IntType: "whole number",
        inspect.FloatType: "number",
        inspect.BoolType: "true or false",
        inspect.NoneType: "null",
    },
    choice=lambda values: " or ".join(f"`{value}`" for value in values),
    named=lambda shape: f"`{shape.tag or shape.cls.__name__}`",
    listed="list of {}",
    fixed="[{}]",
    mapped="object: name → {}",
    either=" or ",
)
