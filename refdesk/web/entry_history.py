"""The history of an entry: its revisions, what differs between two of them."""

from __future__ import annotations

from datetime import date

import msgspec

from kb.entries import Entry, Lang, Source
from refdesk.domain.differences import differences
from refdesk.domain.records import millis
from refdesk.knowledge.editing_ports import Revision
from refdesk.knowledge.flow import Step, state_of
from refdesk.web.entry_forms import Names
from refdesk.web.words import phrase, say


class RevisionLine(msgspec.Struct, frozen=True, kw_only=True):
    """One revision in the history of an entry."""

    lang: Lang
    revision: int
    step: Step
    note: str
    state: str
    changed_at: int
    changed_by: str


class PieceText(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of text that stayed the same, was removed, or was added."""

    change: str
    text: str


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    """What differs in one field."""

    field: str
    label: str
    pieces: list[PieceText]


def revision_line(found: Revision, names: Names, today: date) -> RevisionLine:
    """Give the line of a revision."""
    return RevisionLine(
        lang=found.entry.lang,
        revision=found.revision,
        step=found.step,
        note=found.note,
        state=str(state_of(found.entry, today)),
        changed_at=millis(found.changed_at),
        changed_by=names.get(found.changed_by, found.changed_by),
    )


def changes_between(before: Entry | None, after: Entry, language: str) -> list[FieldChange]:
    """Give the fields that differ, each with its pieces in reading order."""
    return [
        FieldChange(
            field=name,
            label=say(language, label),
            pieces=[
                PieceText(change=piece.change, text=piece.text)
                for piece in differences(_written(before, name), _written(after, name))
            ],
        )
        for name, label in _LABELS.items()
        if _written(before, name) != _written(after, name)
    ]


_LABELS = {
    "title": phrase("Pertanyaan atau judul"),
    "answer": phrase("Jawaban"),
    "alternatives": phrase("Cara bertanya lain"),
    "keywords": phrase("Kata kunci"),
    "scope": phrase("Cakupan"),
    "for_whom": phrase("Untuk siapa"),
    "search_terms": phrase("Kata kunci penelusuran"),
    "sources": phrase("Sumber"),
    "topics": phrase("Topik"),
    "related": phrase("Terkait"),
    "audience": phrase("Pembaca"),
    "owner": phrase("Penanggung jawab"),
    "reviewed": phrase("Terakhir diperiksa"),
    "review_by": phrase("Tinjau lagi"),
}


def _written(entry: Entry | None, name: str) -> str:
    """Write a field as text: lists and sources one item a line."""
    value = getattr(entry, name) if entry else None
    if name == "sources":
        return "\n".join(_source_text(source) for source in value or ())
    if isinstance(value, tuple):
        return "\n".join(value)
    return str(value or "")


def _source_text(source: Source) -> str:
    return " · ".join(filter(None, (source.title, source.call_number, source.link)))
