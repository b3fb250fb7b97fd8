"""The one authority function: whether an actor may do something to a conversation."""

from __future__ import annotations

from refdesk.domain.actors import Actor, Party, StaffRole
from refdesk.domain.conversation import Conversation
from refdesk.errors import ForbiddenOrAbsent

_R = StaffRole
_ANSWERING = frozenset({_R.LIBRARIAN, _R.MENTOR, _R.COORDINATOR, _R.ADMIN})
_READING = _ANSWERING | {_R.TRAINEE, _R.EVALUATOR}
_EDITING = frozenset({_R.EDITOR, _R.COORDINATOR, _R.ADMIN, _R.LIBRARIAN, _R.MENTOR})

# verb -> the roles that may; a verb that is not here is refused to staff.
STAFF_MAY: dict[str, frozenset[StaffRole]] = {
    "follow": _READING,
    "read_lists": _READING,
    "duty": _ANSWERING,
    "claim": _ANSWERING,
    "decline": _ANSWERING,
    "return": _ANSWERING,
    "transfer": _ANSWERING,
    "hold": _ANSWERING,
    "resume": _ANSWERING,
    "say": _ANSWERING,
    "edit": _ANSWERING,
    "end": _ANSWERING,
    "judge": _ANSWERING,
    "reveal": _ANSWERING,
    "forget": frozenset({_R.COORDINATOR, _R.ADMIN}),
    "alarm": _ANSWERING,
    "suggest": _READING,
    "typing": _ANSWERING,
    "seen": _ANSWERING,
    "note": _READING,
    "code": _ANSWERING | {_R.EVALUATOR},
    "read_transcripts": frozenset(
        {_R.LIBRARIAN, _R.MENTOR, _R.COORDINATOR, _R.EVALUATOR, _R.ADMIN}
    ),
    "export_transcripts": frozenset({_R.COORDINATOR, _R.EVALUATOR, _R.ADMIN}),
    "search_knowledge": _READING | _EDITING,
    "edit_knowledge": _EDITING,
    "publish_knowledge": frozenset({_R.EDITOR, _R.COORDINATOR, _R.ADMIN}),
    "set_facts": frozenset({_R.COORDINATOR, _R.ADMIN}),
    "manage_staff": frozenset({_R.ADMIN}),
    "manage_webhooks": frozenset({_R.ADMIN}),
    "read_audit": frozenset({_R.COORDINATOR, _R.ADMIN}),
    "examine_server": frozenset({_R.COORDINATOR, _R.ADMIN}),
    "see_condition": frozenset(_R),
    "read_materials": frozenset(_R),
    "answer_requests": frozenset({_R.COORDINATOR, _R.ADMIN}),
    "read_restricted": frozenset({_R.COORDINATOR, _R.ADMIN}),
}
PATRON_MAY = frozenset(
    {
        "open",
        "say",
        "edit",
        "judge",
        "end",
        "rate",
        "ask_code",
        "follow",
        "typing",
        "seen",
        "download",
        "forget",
    }
)
SYSTEM_MAY = frozenset(
    {
        "suggest",
        "offer_to",
        "let_lapse",
        "keep_as_asked",
        "return",
        "end",
        "forget",
        "correct",
        "restrict",
    }
)


def authorise(actor: Actor, verb: str, conversation: Conversation | None = None) -> None:
    """Return when `actor` may do `verb`; raise ForbiddenOrAbsent otherwise.

    `conversation` is the object, None where the verb has none. A patron's access to it is a row
    of its own (`Lists.may_follow`), checked by the caller that knows it.
    """
    if conversation is not None and conversation.library != actor.library:
        raise ForbiddenOrAbsent(detail=f"{actor.sender} {verb}: another library")
    if not may(actor, verb):
        raise ForbiddenOrAbsent(detail=f"{actor.sender} may not {verb}")


def may(actor: Actor, verb: str) -> bool:
    """Tell whether the roles of `actor` let them do `verb` at all."""
    match actor.party:
        case Party.PATRON:
            return verb in PATRON_MAY
        case Party.SYSTEM:
            return verb in SYSTEM_MAY
        case Party.STAFF:
            return bool(STAFF_MAY.get(verb, frozenset()) & actor.roles)
