"""The names of stages, of codes, as librarians read them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec
from aiohttp import web

from refdesk.domain.conversation import Stage
from refdesk.domain.decisions import ABUSE, OUTCOMES, QUESTION_TYPES
from refdesk.web.answers import json_answer
from refdesk.web.language import language_of
from refdesk.web.words import phrase, say

STAGES: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.WAITING: phrase("Menunggu"),
        Stage.OFFERED: phrase("Ditawarkan"),
        Stage.ACTIVE: phrase("Berlangsung"),
        Stage.HELD: phrase("Ditahan"),
        Stage.ASKED: phrase("Dijawab nanti"),
        Stage.ENDED: phrase("Selesai"),
    }
)
# The READ scale counts how much an answer took, not how good it was; the wording is ours.
READ_LEVELS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        1: (
            phrase("Sangat ringan"),
            phrase("Tanpa pengetahuan khusus dan tanpa sumber, di bawah 5 menit: arah, jam buka."),
        ),
        2: (
            phrase("Ringan"),
            phrase("Sedikit pengetahuan, satu kali melihat sumber: nomor panggil, aturan umum."),
        ),
        3: (
            phrase("Sedang"),
            phrase("Perlu waktu, sumber rujukan, petunjuk singkat: cara memakai OPAC."),
        ),
        4: (
            phrase("Tinggi"),
            phrase("Beberapa sumber dan bimbingan sungguhan: teknik penelusuran, menilai sumber."),
        ),
        5: (
            phrase("Sangat tinggi"),
            phrase("Lama, banyak sumber dan ahli: konsultasi penelitian."),
        ),
        6: (
            phrase("Mendalam"),
            phrase("Berjam-jam sampai berhari-hari, dengan laporan atau bibliografi."),
        ),
    }
)
READ_NOTICE = phrase(
    "Skala READ © Bella Karr Gerlich. Di antara dua tingkat, pilih yang lebih tinggi."
)
TYPES: Mapping[str, str] = MappingProxyType(
    {
        "directional": phrase("Arah dan letak"),
        "policy": phrase("Aturan dan layanan"),
        "technical": phrase("Bantuan teknis"),
        "known_item": phrase("Mencari judul tertentu"),
        "ready_reference": phrase("Rujukan cepat"),
        "specific_search": phrase("Penelusuran subjek"),
        "research": phrase("Pendampingan penelitian"),
        "referral": phrase("Rujukan ke lembaga lain"),
        "account": phrase("Akun dan keanggotaan"),
        "social": phrase("Sapaan atau obrolan"),
    }
)
ABUSE_HINT = phrase(
    "Pertanyaan berikutnya dari orang ini sementara disimpan, tidak berbunyi di meja."
)
RESULTS: Mapping[str, str] = MappingProxyType(
    {
        "answered": phrase("Terjawab"),
        "partly": phrase("Terjawab sebagian"),
        "referred": phrase("Dirujuk"),
        "followup": phrase("Ditindaklanjuti"),
        "not_found": phrase("Tidak ditemukan"),
        "lost_patron": phrase("Pemustaka pergi"),
        "lost_staff": phrase("Terputus dari pihak kita"),
        "abuse": phrase("Penyalahgunaan"),
        "test": phrase("Percobaan"),
    }
)


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One value that can be chosen, with its name."""

    value: str | int
    label: str
    hint: str = ""


class Codes(msgspec.Struct, frozen=True, kw_only=True):
    """All that a conversation is coded with."""

    read_levels: list[Choice]
    question_types: list[Choice]
    outcomes: list[Choice]
    notice: str


async def codes(request: web.Request) -> web.Response:
    """GET /api/codes: READ levels, question types, outcomes in the reader's language."""
    language = language_of(request)
    levels = [
        Choice(value=level, label=f"{level} · {say(language, name)}", hint=say(language, hint))
        for level, (name, hint) in READ_LEVELS.items()
    ]
    types = [
        Choice(value=kind, label=question_type_label(kind, language)) for kind in QUESTION_TYPES
    ]
    outcomes = [
        Choice(value=outcome, label=outcome_label(outcome, language), hint=_hint(outcome, language))
        for outcome in OUTCOMES
        if outcome
    ]
    notice = say(language, READ_NOTICE)
    return json_answer(
        Codes(read_levels=levels, question_types=types, outcomes=outcomes, notice=notice)
    )


def _hint(outcome: str, language: str) -> str:
    return say(language, ABUSE_HINT) if outcome == ABUSE else ""


def stage_label(stage: Stage, language: str) -> str:
    """Give the name of a stage."""
    return say(language, STAGES[stage])


def question_type_label(kind: str, language: str) -> str:
    """Give the name of a question type, "" for none."""
    return say(language, TYPES[kind]) if kind in TYPES else kind


def outcome_label(outcome: str, language: str) -> str:
    """Give the name of an outcome, "" for none."""
    return say(language, RESULTS[outcome]) if outcome in RESULTS else outcome
