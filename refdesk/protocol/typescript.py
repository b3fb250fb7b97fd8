"""The TypeScript types of the frames that browsers speak."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import get_args

from msgspec import NODEFAULT, inspect

from refdesk.protocol import codes, schema

Comments = Mapping[tuple[str, str], str]  # (class or module name, field or constant) -> comment

HEAD = """\
/**
 * The frames of the protocol, from `refdesk/protocol`: made by `python -m refdesk.cli.documents`.
 *
 * A field with a "?" is left out of the frame when it has its default. Frames are discriminated by
 * `type`; a client ignores unknown fields and steps over unknown types.
 */
"""
# The browser has an Event of its own; a frame's name ends in Frame.
RENAMED = {"Event": "RecordedEvent"}
LINE = 96  # characters of a comment
CONSTANTS = (
    "SUBPROTOCOL",
    "BODY_LIMIT",
    "UNACKNOWLEDGED_LIMIT",
    "PING_EVERY",
    "PONG_WITHIN",
    "CLOSE_GOING_AWAY",
    "CLOSE_TOO_LARGE",
    "CLOSE_BAD_FRAME",
    "CLOSE_UNAUTHORIZED",
    "CLOSE_REPLACED",
    "CLOSE_SILENT",
    "CLOSE_LAGGING",
    "CLOSE_FLOODING",
    "EXCHANGE_FRAMES",
    "EXCHANGE_BYTES",
    "EXCHANGE_HOLD",
)


def typescript(comments: Comments) -> str:
    """Give the text of `frames.gen.ts`; `comments` are the remarks beside the structs' fields."""
    spoken = [shape for shape in schema.all_frames() if not schema.is_of_channel(shape)]
    values = schema.carried(spoken)
    parts = [HEAD, _constants(comments), _error_codes()]
    parts += [_interface(shape, comments) for shape in (*values, *spoken)]
    parts += [_union(name) for name in ("PatronFrame", "StaffFrame", "ServerFrame")]
    return "\n".join(parts)


def name_of(shape: inspect.StructType) -> str:
    """Give the TypeScript name of a shape."""
    name: str = shape.cls.__name__
    return f"{name}Frame" if shape.tag else RENAMED.get(name, name)


def _constants(comments: Comments) -> str:
    lines: list[str] = []
    for name in CONSTANTS:
        comment = comments.get(("codes", name))
        lines += [f"/** {comment} */"] if comment else []
        lines.append(f"export const {name} = {_literal(getattr(codes, name))};")
    return "\n".join(lines) + "\n"


def _error_codes() -> str:
    known = "\n  | ".join(map(_literal, get_args(codes.ErrorCode)))
    retryable = ", ".join(_literal(code) for code in sorted(codes.RETRYABLE))
    return (
        "/** Why a frame was refused: a closed set. */\n"
        f"export type ErrorCode =\n  | {known};\n"
        "/** Refusals that pass: keep the command, send it again later. */\n"
        f"export const RETRYABLE: readonly ErrorCode[] = [{retryable}];\n"
    )


def _interface(shape: inspect.StructType, comments: Comments) -> str:
    lines = [_comment(schema.sentence(shape)), f"export interface {name_of(shape)} {{"]
    if shape.tag:
        lines.append(f"  readonly type: {_literal(shape.tag)};")
    for field in shape.fields:
        comment = comments.get((shape.cls.__name__, field.name))
        lines += [f"  /** {comment} */"] if comment else []
        lines.append(
            f"  readonly {field.encode_name}{_mark(field)}: {schema.spell(field.type, _SPELLING)};"
        )
    return "\n".join([*lines, "}"]) + "\n"


def _comment(text: str) -> str:
    if len(text) < LINE:
        return f"/** {text} */"
    return "\n".join(["/**", *[f" * {line}" for line in wrap(text, LINE)], " */"])


def _mark(field: inspect.Field) -> str:
    return "" if schema.default_of(field) is NODEFAULT else "?"


def _union(name: str) -> str:
    shapes = [shape for shape in schema.DIRECTIONS[name] if not schema.is_of_channel(shape)]
    return f"export type {name} =\n" + "\n".join(f"  | {name_of(s)}" for s in shapes) + ";\n"


def _literals(values: tuple[object, ...]) -> str:
    if set(values) == set(get_args(codes.ErrorCode)):
        return "ErrorCode"
    return " | ".join(map(_literal, values))


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else f"{value}"


_SPELLING = schema.Spelling(
    simple={
        inspect.StrType: "string",
        inspect.IntType: "number",
        inspect.FloatType: "number",
        inspect.BoolType: "boolean",
        inspect.NoneType: "null",
    },
    choice=_literals,
    named=name_of,
    listed="readonly {}[]",
    fixed="readonly [{}]",
    mapped="Readonly<Record<string, {}>>",
    either=" | ",
)
