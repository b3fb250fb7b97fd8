"""The authority function: who may do what, in a table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from refdesk.domain.actors import SYSTEM, Actor, Party, StaffRole
from refdesk.domain.conversation import Conversation
from refdesk.errors import ForbiddenOrAbsent
from refdesk.people.authority import PATRON_MAY, STAFF_MAY, authorise

PATRON = Actor(Party.PATRON, "p")
TALK = Conversation("c", "main", "p")


def staff(*roles: StaffRole) -> Actor:
    """Give a member of staff with these roles."""
    return Actor(Party.STAFF, "s", "Sari", roles=frozenset(roles))


@pytest.mark.parametrize("verb", sorted(set(STAFF_MAY) - PATRON_MAY))
def test_a_patron_may_nothing_of_the_staff(verb: str) -> None:
    """What only staff may is refused to patrons."""
    with pytest.raises(ForbiddenOrAbsent):
        authorise(PATRON, verb, TALK)


@pytest.mark.parametrize("verb", ["say", "claim", "end", "export_transcripts", "manage_staff"])
def test_a_trainee_only_reads_and_notes(verb: str) -> None:
    """A trainee follows and notes, but does not answer alone."""
    trainee = staff(StaffRole.TRAINEE)
    authorise(trainee, "follow", TALK)
    authorise(trainee, "note", TALK)
    with pytest.raises(ForbiddenOrAbsent):
        authorise(trainee, verb, TALK)


def test_a_librarian_answers_and_does_not_export() -> None:
    """Answering is a librarian's; exporting everybody's transcripts is not."""
    librarian = staff(StaffRole.LIBRARIAN)
    for verb in ("claim", "say", "note", "end", "code"):
        authorise(librarian, verb, TALK)
    with pytest.raises(ForbiddenOrAbsent):
        authorise(librarian, "export_transcripts")


def test_nobody_reaches_into_another_library() -> None:
    """A conversation of another library looks absent, to the system too."""
    elsewhere = replace(TALK, library="batam")
    for actor in (PATRON, staff(StaffRole.ADMIN), SYSTEM):
        with pytest.raises(ForbiddenOrAbsent):
            authorise(actor, "say", elsewhere)


def test_an_unknown_verb_is_refused_to_everybody() -> None:
    """What the table does not list may not be done."""
    for actor in (PATRON, staff(*StaffRole), SYSTEM):
        with pytest.raises(ForbiddenOrAbsent):
            authorise(actor, "teleport", TALK)
