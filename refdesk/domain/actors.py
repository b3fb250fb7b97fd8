"""Who acts: the sender of a command as the server knows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Party(StrEnum):
    """On whose side of the desk an actor stands."""

    PATRON = "patron"
    STAFF = "staff"
    SYSTEM = "system"


class StaffRole(StrEnum):
    """What a member of staff may do; one person may hold several."""

    TRAINEE = "trainee"
    LIBRARIAN = "librarian"
    MENTOR = "mentor"
    COORDINATOR = "coordinator"
    EDITOR = "editor"
    EVALUATOR = "evaluator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Actor:
    """A sender: `id` is the staff id, or the patron key: a hash of the token or channel thread.

    `sender` is the name under which command ids are unique (G1), e.g. `patron:ab12…`. `recorded` is
    who is recorded: the same without roles, None where there are none to leave out.
    """

    party: Party
    id: str
    name: str = ""
    library: str = "main"
    roles: frozenset[StaffRole] = frozenset()
    sender: str = field(init=False, repr=False, compare=False)
    recorded: Actor | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sender", f"{self.party.value}:{self.id}")
        recorded = Actor(self.party, self.id, self.name, self.library) if self.roles else None
        object.__setattr__(self, "recorded", recorded)


SYSTEM = Actor(Party.SYSTEM, "refdesk")
