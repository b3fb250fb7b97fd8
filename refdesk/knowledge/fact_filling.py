"""Filling in the library's facts: each is checked, all are kept together, entries show them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.entries import Entry, Lang
from kb.fact_list import Fact
from kb.rendering import to_text
from kb.variables import REFERENCE, substitute
from refdesk.domain.actors import Actor
from refdesk.knowledge.fact_kinds import ONE_WORDING, fault_of
from refdesk.knowledge.facts import Facts
from refdesk.knowledge.ports import EntryStore, Wordings

SET = "set_facts"
Authorise = Callable[[Actor, str], None]


@dataclass(frozen=True, slots=True)
class Use:
    """Where an entry names a fact: its title and the passage, facts filled in."""

    entry: str
    title: str
    passage: str


class FactFilling:
    """The use cases of the form of facts; `changed` hears that readers may see other texts."""

    def __init__(
        self,
        facts: Facts,
        entries: EntryStore,
        authorise: Authorise,
        clock: Callable[[], datetime],
        changed: Callable[[], Awaitable[object]],
    ) -> None:
        self.facts = facts
        self._entries = entries
        self._authorise = authorise
        self._clock = clock
        self._changed = changed

    async def open(self, by: Actor) -> None:
        """Take up the newest facts for whoever may set them; raises ForbiddenOrAbsent."""
        self._authorise(by, SET)
        await self.facts.reread()

    def faults(self, given: Wordings) -> dict[tuple[str, str], str]:
        """Give the message key of each wording that will not do, by name and language."""
        kinds = {fact.name: fact.kind for fact in self.facts.listed}
        checked = {
            (name, lang): fault_of(kinds[name], text)
            for name, words in given.items()
            for lang, text in words.items()
        }
        return {place: fault for place, fault in checked.items() if fault}

    async def save(self, by: Actor, given: Wordings, sure: frozenset[str], base: int) -> int:
        """Keep what differs from now, and examples that are `sure` to be right; give how many.

        Raises Conflict where somebody was first: nothing is kept then.
        """
        self._authorise(by, SET)
        now = self.facts.current()
        kept = {n: words for n, words in given.items() if words != now[n] or n in sure}
        if kept:
            await self.facts.store.put(kept, self._clock(), by.id, base)
            await self._changed()
            await self.facts.reread()
        return len(kept)

    async def uses(self, given: Wordings, lang: Lang) -> dict[str, list[Use]]:
        """Give where entries name each fact, as they would read with the wordings given."""
        wordings = {**self.facts.current(), **given}
        found: dict[str, list[Use]] = {}
        for entry in await self._entries.all():
            if entry.lang is lang and entry.findable:
                for name, passage in _passages(entry).items():
                    found.setdefault(name, []).append(_use(entry, passage, wordings))
        return found


def filled_in(facts: Sequence[Fact], fields: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Give the wordings out of a form's fields `<name>.<language>`; absent facts are left out."""
    found: dict[str, dict[str, str]] = {}
    for fact in facts:
        first = fields.get(f"{fact.name}.id")
        if first is not None:
            second = first if fact.kind in ONE_WORDING else fields.get(f"{fact.name}.en", "")
            found[fact.name] = {"id": first.strip(), "en": second.strip()}
    return found


def _passages(entry: Entry) -> dict[str, str]:
    lines = (entry.title, *entry.answer.split("\n"), *(source.link for source in entry.sources))
    return {name: line for line in reversed(lines) for name in REFERENCE.findall(line)}


def _use(entry: Entry, passage: str, wordings: Wordings) -> Use:
    def put(text: str) -> str:
        known = REFERENCE.sub(lambda m: m[0] if m[1] in wordings else m[1], text)
        return substitute(known, entry.lang.value, wordings)

    return Use(entry.id, put(entry.title), to_text(put(passage)).strip())
