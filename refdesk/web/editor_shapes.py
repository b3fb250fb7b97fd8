"""What the handlers of the editor take, what they give."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kb.entries import Audience, Kind, Lang, State
from refdesk.knowledge.lesson_ports import GapState
from refdesk.web import editor_api, editor_list, editor_tools, entry_table, gaps_api, trying
from refdesk.web.entry_forms import EntryFile, Filled, Stepped
from refdesk.web.parts import Handler
from refdesk.web.shape import Field, Shape
from refdesk.web.table_files import SEPARATORS, XLSX

_KEPT = ("bad_request", "forbidden_or_absent", "conflict")
_READ = ("forbidden_or_absent",)
_FILTERS = (
    Field("q", "Words that stand in the entry, all of them."),
    Field("state", "Only with a language in this state.", among=tuple(State)),
    Field("kind", "Only of this kind.", among=tuple(Kind)),
    Field("audience", "Only for these readers.", among=tuple(Audience)),
    Field("owner", "Only of this owner."),
    Field(
        "translation",
        "Only with a stale language, or without one.",
        among=editor_list.TRANSLATIONS,
    ),
    Field("use", "Only those never read, suggested or inserted.", among=("never",)),
)

EDITOR_SHAPES: Mapping[Handler, Shape] = MappingProxyType(
    {
        editor_list.index: Shape(
            gives=editor_list.EntryPage,
            query=(
                *_FILTERS,
                Field("offset", "Rows to leave out, 0 at first.", kind="integer"),
            ),
            refuses=("bad_request", *_READ),
        ),
        entry_table.export: Shape(
            gives="text/csv", query=(*_FILTERS, SEPARATORS), refuses=("bad_request", *_READ)
        ),
        entry_table.workbook: Shape(gives=XLSX, query=_FILTERS, refuses=("bad_request", *_READ)),
        editor_list.choices: Shape(gives=editor_list.Choices, refuses=_READ),
        gaps_api.index: Shape(
            gives=gaps_api.GapList,
            query=(
                Field(
                    "state",
                    "Only groups in this state; else those that are open or drafted.",
                    among=tuple(GapState),
                ),
            ),
            refuses=_READ,
        ),
        gaps_api.decide: Shape(
            takes=gaps_api.GapDecision,
            gives=gaps_api.GapDecided,
            refuses=("bad_request", "forbidden_or_absent"),
        ),
        editor_api.read: Shape(gives=EntryFile, refuses=_READ),
        editor_api.create: Shape(takes=Filled, gives=EntryFile, refuses=_KEPT),
        editor_api.save: Shape(takes=Filled, gives=EntryFile, refuses=_KEPT),
        editor_api.step: Shape(takes=Stepped, gives=EntryFile, refuses=_KEPT),
        editor_api.restore: Shape(takes=editor_api.Restored, gives=EntryFile, refuses=_KEPT),
        editor_api.history: Shape(gives=editor_api.History, refuses=_READ),
        editor_api.compare: Shape(
            gives=editor_api.Compared,
            query=(
                Field("version", "The language of the revision.", among=tuple(Lang)),
                Field("revision", "Its number.", kind="integer"),
                Field("against", "The one before it, or this.", kind="integer"),
            ),
            refuses=("bad_request", *_READ),
        ),
        editor_tools.preview: Shape(
            takes=editor_tools.Written, gives=editor_tools.Rendered, refuses=_READ
        ),
        trying.try_draft: Shape(
            takes=trying.DraftTried, gives=trying.TryOut, refuses=("bad_request", *_READ)
        ),
        trying.try_out: Shape(
            gives=trying.TryOut,
            query=(
                Field("q", "The question."),
                Field("audience", "Who asks.", among=tuple(Audience)),
            ),
            refuses=_READ,
        ),
        editor_tools.present: Shape(gives=editor_tools.Hint, refuses=_READ),
        editor_tools.from_talk: Shape(takes=editor_tools.TalkWanted, gives=Filled, refuses=_READ),
    }
)
