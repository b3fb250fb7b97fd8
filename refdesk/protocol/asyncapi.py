"""The AsyncAPI 3.0 document: which frames each socket takes and gives, made from the frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec import inspect

from refdesk.protocol import codes, schema
from refdesk.protocol.described import Comments, Json, components, first_sentence
from refdesk.protocol.outbound import Error, Ping, ReturnCode, Suggestions, Welcome

INFO: Json = {
    "title": "refdesk: frames of the sockets",
    "version": codes.SUBPROTOCOL.rpartition(".")[2] + ".0.0",
    "description": (
        "JSON texts over WebSocket, told apart by `type`; the server refuses unknown fields and "
        "types, a client ignores them. What a client can rely on is written in PROTOCOL.md."
    ),
    "license": {"name": "MIT"},
}
# The union of what each role may send, and what the role is.
ROLES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "patron": ("PatronFrame", "Patrons; `hello` carries the token that the client made."),
        "staff": ("StaffFrame", "Librarians; the sign-in's cookie says who it is."),
        "channel": ("ChannelFrame", "Channels such as Telegram; `hello` carries the secret."),
    }
)
_TO_ALL = (Welcome, Error, Ping)
_TO_ONE: Mapping[type, str] = MappingProxyType({ReturnCode: "patron", Suggestions: "staff"})


def asyncapi(comments: Comments) -> Json:
    """Give the document; `comments` are the remarks beside fields and constants."""
    shapes = schema.all_frames()
    schemas = components((shape.cls for shape in shapes), comments)
    return {
        "asyncapi": "3.0.0",
        "info": INFO,
        "defaultContentType": "application/json",
        "channels": {role: _channel(role, says) for role, (_, says) in ROLES.items()},
        "operations": dict(_operations()),
        "components": {
            "messages": {shape.cls.__name__: _message(shape) for shape in shapes},
            "schemas": {name: _draft_7(one) for name, one in schemas.items()},
            "securitySchemes": {
                "signIn": {
                    "type": "httpApiKey",
                    "in": "cookie",
                    "name": "refdesk_session",
                    "description": (
                        "Set by POST /api/sign-in, over TLS as __Host-refdesk_session; the Origin "
                        "must be the server's own."
                    ),
                }
            },
        },
        "x-close-codes": {
            str(value): comments.get(("codes", name), "")
            for name, value in vars(codes).items()
            if name.startswith("CLOSE_")
        },
    }


def told(role: str) -> list[inspect.StructType]:
    """Give the frames that the server sends to this role."""
    return [one for one in schema.DIRECTIONS["ServerFrame"] if _reaches(role, one)]


def _reaches(role: str, shape: inspect.StructType) -> bool:
    if shape.cls in _TO_ALL:
        return True
    if shape.cls in _TO_ONE:
        return _TO_ONE[shape.cls] == role
    return schema.is_of_channel(shape) == (role == "channel")


def _spoken(role: str) -> list[inspect.StructType]:
    return schema.DIRECTIONS[ROLES[role][0]]


def _channel(role: str, says: str) -> Json:
    names = [shape.cls.__name__ for shape in (*_spoken(role), *told(role))]
    return {
        "address": f"/ws/{role}",
        "description": f"{says} Sub-protocol `{codes.SUBPROTOCOL}`.",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
    }


def _operations() -> Iterator[tuple[str, Json]]:
    """Name what the server does: it receives from each role, it sends to each role."""
    for role in ROLES:
        heard = _operation(role, "receive", _spoken(role))
        if role == "staff":
            heard["security"] = [{"$ref": "#/components/securitySchemes/signIn"}]
        yield f"hear_{role}", heard
        yield f"tell_{role}", _operation(role, "send", told(role))


def _operation(role: str, action: str, shapes: list[inspect.StructType]) -> Json:
    names = [shape.cls.__name__ for shape in shapes]
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{role}"},
        "messages": [{"$ref": f"#/channels/{role}/messages/{name}"} for name in names],
    }


def _message(shape: inspect.StructType) -> Json:
    return {
        "name": str(shape.tag),
        "title": shape.cls.__name__,
        "summary": first_sentence(shape.cls.__doc__ or ""),
        "payload": {"$ref": f"#/components/schemas/{shape.cls.__name__}"},
    }


def _draft_7(value: object) -> object:
    """Write tuples as draft 7 of JSON Schema does, which is what AsyncAPI speaks."""
    match value:
        case {"prefixItems": parts, **rest}:
            return {**rest, "items": parts, "additionalItems": False}
        case {"discriminator": {"mapping": _}, **rest}:  # OpenAPI's; `anyOf` says it all
            return _draft_7(rest)
        case dict():
            return {name: _draft_7(inner) for name, inner in value.items()}
        case list():
            return [_draft_7(inner) for inner in value]
        case _:
            return value
