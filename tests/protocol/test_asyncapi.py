"""The AsyncAPI document: valid, complete, true of the frames in the protocol scripts."""

from __future__ import annotations

import copy
import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from pydantic import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from refdesk.protocol import schema
from refdesk.protocol.asyncapi import ROLES, asyncapi, told

with warnings.catch_warnings():
    warnings.simplefilter("ignore", UserWarning)  # about the names of its own fields
    from asyncapi3.models.asyncapi import AsyncAPI3

DOCUMENT = json.loads(json.dumps(asyncapi({})))
SCRIPTS = sorted((Path(__file__).parents[1] / "scripts").glob("*.json"))
FROM_THE_FUTURE = "later-servers.json"  # its server knows more frames than ours


def references(value: object) -> Iterator[str]:
    """Give every reference below a value."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def at(document: Any, pointer: str) -> Any:  # noqa: ANN401
    """Give what a reference within the document points at."""
    for step in pointer.removeprefix("#/").split("/"):
        document = document[step]
    return document


def fits(operation: str, frame: object) -> bool:
    """Tell whether a frame is one of an operation's messages, by an independent validator."""
    whole = Resource.from_contents(DOCUMENT, default_specification=DRAFT7)
    registry: Registry[Any] = Registry().with_resource("urn:doc", whole)
    messages = DOCUMENT["operations"][operation]["messages"]
    payloads = [at(DOCUMENT, at(DOCUMENT, one["$ref"])["$ref"])["payload"] for one in messages]
    any_of = [{"$ref": f"urn:doc{one['$ref']}"} for one in payloads]
    return bool(Draft7Validator({"anyOf": any_of}, registry=registry).is_valid(frame))


def test_it_is_valid() -> None:
    """A reader of AsyncAPI 3.0 that others wrote understands the document whole."""
    read = AsyncAPI3.model_validate(DOCUMENT)
    assert read.asyncapi == "3.0.0"
    again = read.model_dump(mode="json", by_alias=True)
    assert set(again["channels"]) == set(ROLES)
    assert set(again["components"]["messages"]) == set(DOCUMENT["components"]["messages"])


@pytest.mark.parametrize(
    ("place", "name", "value"),
    [
        ((), "asyncapi", "2.6.0"),
        (("operations", "hear_patron"), "action", "listen"),
        (("channels", "patron"), "adress", "/ws"),
        (("operations", "hear_patron"), "channel", "patron"),
        (("components", "messages", "Say"), "payload", 7),
    ],
)
def test_the_reader_refuses_planted_faults(
    place: tuple[str, ...], name: str, value: object
) -> None:
    """A wrong version, verb, field or reference is not understood."""
    damaged = copy.deepcopy(DOCUMENT)
    found: Any = damaged
    for step in place:
        found = found[step]
    found[name] = value
    with pytest.raises(ValidationError):
        AsyncAPI3.model_validate(damaged)


def test_every_reference_leads_somewhere() -> None:
    """Nothing points at what is not in the document; schemas and payloads are valid ones."""
    found = list(references(DOCUMENT))
    assert found
    assert all(isinstance(at(DOCUMENT, pointer), dict) for pointer in found)
    for one in DOCUMENT["components"]["schemas"].values():
        Draft7Validator.check_schema(one)


@pytest.mark.parametrize("role", ROLES)
def test_every_frame_of_a_role_is_in_its_operations(role: str) -> None:
    """What a role may send is heard, what the server tells it is told, and nothing else."""
    for name, shapes in (("hear", schema.DIRECTIONS[ROLES[role][0]]), ("tell", told(role))):
        operation = DOCUMENT["operations"][f"{name}_{role}"]
        messages = [
            at(DOCUMENT, at(DOCUMENT, one["$ref"])["$ref"]) for one in operation["messages"]
        ]
        assert [one["title"] for one in messages] == [shape.cls.__name__ for shape in shapes]
        assert [one["name"] for one in messages] == [shape.tag for shape in shapes]


def test_every_frame_is_told_to_somebody() -> None:
    """No frame is missing from the document, none of the server's reaches nobody."""
    names = {shape.cls.__name__ for shape in schema.all_frames()}
    assert set(DOCUMENT["components"]["messages"]) == names
    reached = {shape.cls for role in ROLES for shape in told(role)}
    assert reached == {shape.cls for shape in schema.DIRECTIONS["ServerFrame"]}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: str(script.stem))
def test_the_frames_of_the_scripts_fit(script: Path) -> None:
    """Every frame of the protocol scripts is as the document says, in both directions."""
    for step in json.loads(script.read_text("utf-8"))["steps"]:
        for frame in step.get("sends", []):
            assert fits("hear_patron", frame) or fits("hear_staff", frame), frame
        if step["do"] == "receive" and script.name != FROM_THE_FUTURE:
            assert fits("tell_patron", step["frame"]) or fits("tell_staff", step["frame"])


def test_a_frame_out_of_place_does_not_fit() -> None:
    """Another role's frame, an unknown field, a wrong type or a missing field is told apart."""
    claim = {"type": "claim", "cid": "0" * 32, "conversation": "c1"}
    assert fits("hear_staff", claim)
    assert not fits("hear_patron", claim)
    assert not fits("hear_staff", {**claim, "more": 1})
    assert not fits("hear_staff", {**claim, "conversation": 1})
    assert not fits("hear_staff", {"type": "claim", "cid": "0" * 32})
    assert not fits("hear_patron", {"type": "follow", "conversation": "c", "after": [1, "e", 2]})
