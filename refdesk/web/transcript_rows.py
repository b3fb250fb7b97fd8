"""A transcript's line, as the console's list or the CSV export has it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from refdesk.desk.transcript_ports import Summary
from refdesk.web.labels import outcome_label, question_type_label, stage_label
from refdesk.web.wire import stamp
from refdesk.web.words import phrase, say


class TranscriptRow(msgspec.Struct, frozen=True, kw_only=True):
    """One transcript in a list; times are milliseconds since 1970, 0 for never."""

    conversation: str
    stage: str
    channel: str
    language: str
    name: str
    question: str
    librarian: str
    messages: int
    opened_at: int
    first_claimed_at: int
    first_answered_at: int
    ended_at: int
    ended_why: str
    read_level: int
    question_type: str
    outcome: str
    rating: int
    purged: bool


def transcript_row(found: Summary) -> TranscriptRow:
    """Give the row of a summary."""
    line = found.line
    return TranscriptRow(
        conversation=line.conversation,
        stage=str(line.stage),
        channel=line.channel,
        language=line.language,
        name=line.name,
        question=found.question,
        librarian=found.librarian,
        messages=found.messages,
        opened_at=stamp(line.opened_at),
        first_claimed_at=stamp(found.first_claimed_at),
        first_answered_at=stamp(found.first_answered_at),
        ended_at=stamp(line.ended_at),
        ended_why=str(found.ended_why or ""),
        read_level=found.read_level,
        question_type=found.question_type,
        outcome=found.outcome,
        rating=found.rating,
        purged=found.purged,
    )


_HEADINGS: Final = (
    phrase("Percakapan"),
    phrase("Dibuka"),
    phrase("Diambil"),
    phrase("Jawaban pertama"),
    phrase("Selesai"),
    phrase("Keadaan"),
    phrase("Saluran"),
    phrase("Bahasa"),
    phrase("Pustakawan"),
    phrase("Jumlah pesan"),
    phrase("Tingkat READ"),
    phrase("Jenis pertanyaan"),
    phrase("Hasil"),
    phrase("Nilai"),
    phrase("Pertanyaan"),
)


def headings(language: str) -> list[str]:
    """Give the headings of the export in the reader's language."""
    return [say(language, heading) for heading in _HEADINGS]


def cells(found: Summary, language: str, zone: ZoneInfo) -> list[object]:
    """Give the cells of one line of the export, in the order of the headings."""
    line = found.line
    return [
        line.conversation,
        _local(line.opened_at, zone),
        _local(found.first_claimed_at, zone),
        _local(found.first_answered_at, zone),
        _local(line.ended_at, zone),
        stage_label(line.stage, language),
        line.channel,
        line.language,
        found.librarian,
        found.messages,
        found.read_level or "",
        question_type_label(found.question_type, language),
        outcome_label(found.outcome, language),
        found.rating or "",
        found.question,
    ]


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" if moment else ""
