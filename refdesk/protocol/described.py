"""JSON Schemas of structs, with the remarks beside their fields as descriptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

Comments = Mapping[tuple[str, str], str]  # (class or module name, field or constant) -> comment
Json = dict[str, Any]

REF = "#/components/schemas/{name}"


def components(shapes: Iterable[type[msgspec.Struct]], comments: Comments) -> Json:
    """Give the schema of each struct, and of all that these carry, by class name, sorted."""
    _, found = msgspec.json.schema_components(list(shapes), ref_template=REF)
    for name, schema in found.items():
        schema["description"] = " ".join(schema.get("description", "").split())
        for field, kind in schema.get("properties", {}).items():
            if (remark := comments.get((name, field))) and "$ref" not in kind:
                kind["description"] = remark
    return dict(sorted(found.items()))


def ref(shape: type[msgspec.Struct]) -> Json:
    """Give the reference to a struct's schema."""
    return {"$ref": REF.format(name=shape.__name__)}


def first_sentence(text: str) -> str:
    """Give the first paragraph of a docstring on one line."""
    return " ".join(text.strip().partition("\n\n")[0].split())


def written(document: Json) -> str:
    """Give a document as the text of its file."""
    encoded = msgspec.json.format(msgspec.json.encode(document), indent=1)
    return encoded.decode() + "\n"
