"""The rows of the table of operations: who may, about what, asked in which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.sweep.world import World

# Roles by their letters.
ROLES: Final = {
    "T": "trainee",
    "L": "librarian",
    "M": "mentor",
    "C": "coordinator",
    "E": "editor",
    "V": "evaluator",
    "A": "admin",
}
ALL = "TLMCEVA"
ANSWERING = "LMCA"
EDITING = "LMCEA"
READING = "LMCVA"
LEADING = "CA"
ANYBODY = frozenset({"nobody", "patron", "channel", "token", "disabled", "owner", *ROLES.values()})
NOBODY: frozenset[str] = frozenset()

Body = Mapping[str, Any]
# (the world, name of the object) -> what is sent; for GET the query
Ask = Callable[[World, str], Body]


@dataclass(frozen=True)
class Operation:
    """One operation of the router.

    `may` are the actors that get through to their own object. `objects` are the names of objects
    by kind, `own` first: whoever may not gets the same answer for each of them, and `alike` are
    those that nobody can tell apart. `path` gives the parts of the address for an object.
    """

    name: str
    may: frozenset[str]
    ask: Ask = lambda _, __: {}
    objects: tuple[str, ...] = ("own",)
    alike: tuple[str, ...] = ()
    path: Callable[[World, str], Mapping[str, str]] = lambda _, __: {}
    form: bool = False
    through: frozenset[int] = field(default_factory=frozenset)  # only these mean: let through
    told: str = ""  # only this message key means so


def roles(letters: str, *more: str) -> frozenset[str]:
    """Give roles by their letters, with further actors."""
    return frozenset({ROLES[letter] for letter in letters} | set(more))


def slug(world: World, name: str) -> Mapping[str, str]:
    """Give the entry in the address."""
    return {"slug": world.entries[name]}


def talk(world: World, name: str) -> Mapping[str, str]:
    """Give the conversation in the address."""
    return {"conversation": world.talks[name]}


ENTRY: Final = ("own", "deleted", "absent")
OTHERS: Final = ("foreign", "deleted", "absent")
MISSING: Final = ("deleted", "absent")
EVERY: Final = ("own", *OTHERS)
