"""The editor of the knowledge base, put together over an open store."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import structlog

from refdesk.desk.ports import Clock
from refdesk.domain.personal_data import Kind
from refdesk.domain.redaction import Policy, Treatment, redact
from refdesk.errors import RefdeskError
from refdesk.knowledge.editing import Editing
from refdesk.knowledge.fact_filling import FactFilling
from refdesk.knowledge.facts import Facts
from refdesk.knowledge.gaps import BY_ITSELF
from refdesk.knowledge.hands import OwnHands
from refdesk.knowledge.shelf import Shelf
from refdesk.operations.telephones import is_telephone
from refdesk.people.authority import authorise
from refdesk.store.opening import Store
from refdesk.web.editor_parts import EditorParts

_log = structlog.get_logger(__name__)
# What changed an entry, where nobody did: commands read alike in every language.
PROGRAMS = {"command-line": "refdesk kb import", "demo": "refdesk demo", BY_ITSELF: ""}
_NOTHING_KEPT = Policy(dict.fromkeys(Kind, Treatment.DROP))


def make_editor(
    store: Store, shelf: Shelf, facts: Facts, zone: ZoneInfo, clock: Clock
) -> EditorParts:
    """Give the editor; what is published is on the shelf when the publisher is told."""

    async def changed() -> None:
        try:
            await shelf.refresh()
        except (RefdeskError, OSError) as error:  # the shelf looks again by itself
            _log.warning("knowledge base not refreshed", problem=str(error))

    async def names() -> Mapping[str, str]:
        return {**PROGRAMS, **{row.id: row.name for row in await store.staff.everyone()}}

    editing = Editing(
        store.editing,
        authorise,
        shelf.facts,
        clock,
        lambda: clock().astimezone(zone).date(),
        changed,
    )
    filling = FactFilling(facts, store.entries, authorise, clock, changed)
    return EditorParts(
        editing=editing,
        filling=filling,
        names=names,
        bare=without_personal_data,
        hands=store.hands if store.shared else OwnHands(),
    )


def without_personal_data(text: str) -> str:
    """Give a text in which words stand for all personal data: nothing of it is kept anywhere."""
    return redact(text, _NOTHING_KEPT, is_telephone).body
