"""What each handler takes, what it gives: the data from which the OpenAPI document is made."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from refdesk.domain.conversation import Stage
from refdesk.protocol import values
from refdesk.protocol.exchange import Exchange, Exchanged
from refdesk.web import (
    app_pages,
    audit_api,
    condition_page,
    crisis_api,
    desk_api,
    exchange,
    facts_page,
    first_run_page,
    form_pages,
    health,
    kb_api,
    kb_pages,
    labels,
    landing,
    materials_page,
    page_votes,
    patron_api,
    published,
    requests_api,
    sealed_api,
    seen,
    transcripts,
    webhooks,
)
from refdesk.web.editor_shapes import EDITOR_SHAPES
from refdesk.web.parts import Handler
from refdesk.web.people_shapes import PEOPLE_SHAPES
from refdesk.web.shape import HTML, JSON, TEXT, Field, Shape
from refdesk.web.table_files import SEPARATORS, XLSX

LANG = Field("lang", "Language of the answer; else Accept-Language, else Indonesian: id or en.")
_TOKEN = Field("token", "The patron's token; a new one where there is none yet.")
_FROM = Field("page", "Title of the page the patron came from, told to librarians.")
_SEARCHED = (Field("q", "What to look for; empty finds nothing."),)
_FILTERS = (
    Field("since", "The first day, in the library's time zone.", written="date"),
    Field("until", "The last day.", written="date"),
    Field("stage", "Only this stage.", among=tuple(Stage)),
    Field("channel", "Only this channel, e.g. web or telegram:123456."),
    Field(
        "q",
        "Only where these words were written, in any inflection and order; words in quotation "
        "marks in a row.",
    ),
    Field("coded", "Only those that are coded, or only those that are not.", among=("yes", "no")),
)
_PAGED = (
    Field("after", "`next` of the page before; nothing for the first."),
    Field("limit", f"Rows to give, at most {transcripts.MOST_ROWS}.", kind="integer"),
)
_AUDITED = (
    Field("actor", "Only what this account did."),
    Field("action", "Only this action."),
    Field("target", "Only what was done to this object."),
    Field("since", "The first day, in the library's time zone.", written="date"),
    Field("until", "The last day.", written="date"),
)
_AUDIT_PAGED = (
    Field("before", "`next` of the page before; nothing for the first.", kind="integer"),
    Field("limit", f"Rows to give, at most {audit_api.MOST_PAGE}.", kind="integer"),
)
_SHARED = Field("bersama", "1 on a computer that others use: nothing is kept past the tab.")
_EXPORTED = ("bad_request", "forbidden_or_absent")
_GROUP = Field("group", "The facts to fill in.", among=tuple(facts_page.GROUPS))
_CACHED = ((304, "The browser has it already (If-None-Match)."),)

SHAPES: Mapping[Handler, Shape] = MappingProxyType(
    {
        **EDITOR_SHAPES,
        **PEOPLE_SHAPES,
        landing.landing: Shape(gives=HTML),
        landing.robots: Shape(gives=TEXT),
        kb_pages.sitemap: Shape(gives="application/xml"),
        kb_pages.index: Shape(gives=HTML),
        kb_pages.search: Shape(gives=HTML, query=_SEARCHED),
        kb_pages.entry: Shape(gives=HTML, refuses=("forbidden_or_absent",)),
        page_votes.send: Shape(
            gives=HTML,
            form=(Field("answered", "Whether it did.", among=tuple(page_votes.ANSWERED)),),
            refuses=("bad_request", "forbidden_or_absent", "rate_limited"),
            also=((303, "It is kept; on to the thanks."),),
        ),
        page_votes.thanks: Shape(
            gives=HTML,
            query=(Field("answered", "What was said.", among=tuple(page_votes.ANSWERED)),),
            refuses=("forbidden_or_absent",),
        ),
        form_pages.show: Shape(gives=HTML, query=(_FROM,)),
        form_pages.send: Shape(
            gives=HTML,
            form=(
                Field("act", "What to do.", among=tuple(form_pages.ACTS)),
                Field("body", "The text of `ask` or `say`."),
                Field("name", "The name to be called by, of `ask`."),
                _FROM,
                Field("code", "The return code of `open`."),
                Field("purpose.<name>", "A purpose agreed to, of `consent`."),
                _TOKEN,
                Field("cid", "32 hexadecimal digits, of `ask` or `say`: sent again is done once."),
                Field("conversation", "The one that `read` or `say` is about."),
            ),
            refuses=("unauthorized", "conflict", "rate_limited"),
        ),
        condition_page.show: Shape(gives=HTML, refuses=("forbidden_or_absent",)),
        materials_page.index: Shape(gives=HTML, refuses=("forbidden_or_absent",)),
        materials_page.show: Shape(gives=HTML, refuses=("forbidden_or_absent",)),
        facts_page.show: Shape(gives=HTML, query=(_GROUP,), refuses=("forbidden_or_absent",)),
        facts_page.send: Shape(
            gives=HTML,
            query=(_GROUP,),
            form=(
                Field("act", "What to do.", among=("save", "preview")),
                Field("csrf", "The token that the page carried."),
                Field("base", "The mark of the facts that the page showed."),
                Field("<name>.id", "A fact in Indonesian."),
                Field("<name>.en", "A fact in English, where it reads otherwise."),
                Field("<name>.sure", "An example that is right as it stands."),
            ),
            refuses=("forbidden_or_absent", "conflict"),
        ),
        first_run_page.show: Shape(gives=HTML),
        first_run_page.send: Shape(
            gives=HTML,
            form=(
                Field("token", "The code of the one-time link."),
                Field("login", "The login to be."),
                Field("name", "The name that patrons see."),
                Field("password", "The password to be."),
                Field("again", "The same password again."),
            ),
        ),
        app_pages.loader: Shape(
            gives="text/javascript", refuses=("forbidden_or_absent",), also=_CACHED
        ),
        app_pages.asset: Shape(gives="*/*", refuses=("forbidden_or_absent",), also=_CACHED),
        app_pages.panel: Shape(
            gives=HTML,
            query=(
                Field("page", "Title of the page that frames the panel."),
                Field("source", "Where the patron came from, told to librarians."),
                _SHARED,
            ),
        ),
        app_pages.chat: Shape(
            gives=HTML,
            query=(
                _FROM,
                Field("source", "Where the patron came from, told to librarians."),
                _SHARED,
            ),
        ),
        app_pages.console: Shape(gives=HTML),
        app_pages.manifest: Shape(
            gives="application/manifest+json", refuses=("forbidden_or_absent",)
        ),
        desk_api.desk: Shape(gives=values.DeskState),
        kb_api.search: Shape(gives=kb_api.Offers, query=_SEARCHED),
        kb_api.staff_search: Shape(gives=kb_api.Offers, query=_SEARCHED),
        kb_api.canned: Shape(gives=kb_api.Offers),
        patron_api.redeem: Shape(
            takes=patron_api.Redeeming,
            gives=patron_api.Redeemed,
            refuses=("unauthorized", "forbidden_or_absent", "rate_limited"),
        ),
        patron_api.transcript: Shape(
            takes=patron_api.TranscriptWanted,
            gives=TEXT,
            refuses=("unauthorized", "forbidden_or_absent"),
        ),
        patron_api.own_data: Shape(
            takes=patron_api.DataWanted, gives=TEXT, refuses=("unauthorized", "rate_limited")
        ),
        patron_api.consents: Shape(
            takes=patron_api.Consenting,
            gives=patron_api.Consented,
            refuses=("unauthorized", "rate_limited"),
        ),
        patron_api.forget: Shape(
            takes=patron_api.Forgetting,
            gives=patron_api.Forgotten,
            refuses=("unauthorized", "rate_limited"),
        ),
        exchange.exchange: Shape(
            takes=Exchange, gives=Exchanged, refuses=("unauthorized", "rate_limited", "busy")
        ),
        labels.codes: Shape(gives=labels.Codes),
        transcripts.index: Shape(
            gives=transcripts.TranscriptList,
            query=(*_FILTERS, *_PAGED),
            refuses=("bad_request", "forbidden_or_absent"),
        ),
        transcripts.export: Shape(
            gives="text/csv", query=(*_FILTERS, SEPARATORS), refuses=_EXPORTED
        ),
        transcripts.workbook: Shape(gives=XLSX, query=_FILTERS, refuses=_EXPORTED),
        transcripts.read: Shape(gives=transcripts.Transcript, refuses=("forbidden_or_absent",)),
        requests_api.index: Shape(gives=requests_api.RequestList, refuses=("forbidden_or_absent",)),
        requests_api.register: Shape(
            takes=requests_api.Asking,
            gives=requests_api.RequestLine,
            refuses=("bad_request", "forbidden_or_absent"),
        ),
        requests_api.settle: Shape(
            takes=requests_api.Settling,
            gives=requests_api.RequestLine,
            refuses=("bad_request", "forbidden_or_absent", "too_large"),
        ),
        requests_api.data: Shape(gives=TEXT, refuses=("bad_request", "forbidden_or_absent")),
        audit_api.index: Shape(
            gives=audit_api.AuditPage,
            query=(*_AUDITED, *_AUDIT_PAGED),
            refuses=("bad_request", "forbidden_or_absent"),
        ),
        audit_api.export: Shape(gives="text/csv", query=(*_AUDITED, SEPARATORS), refuses=_EXPORTED),
        audit_api.workbook: Shape(gives=XLSX, query=_AUDITED, refuses=_EXPORTED),
        crisis_api.show: Shape(gives=crisis_api.CrisisHelp, refuses=("forbidden_or_absent",)),
        crisis_api.send: Shape(
            takes=crisis_api.Alarming,
            gives=crisis_api.CrisisSent,
            refuses=("forbidden_or_absent", "lost_claim", "bad_request"),
        ),
        sealed_api.reveal: Shape(
            takes=sealed_api.Revealing,
            gives=sealed_api.Originals,
            refuses=("forbidden_or_absent", "unavailable"),
        ),
        published.openapi: Shape(gives=JSON),
        published.asyncapi: Shape(gives=JSON),
        webhooks.receive: Shape(
            takes=JSON,
            gives="application/octet-stream",
            refuses=("bad_request", "too_large", "busy", "unavailable"),
        ),
        health.healthz: Shape(gives=health.ServerState),
        health.readyz: Shape(
            gives=health.ServerState, also=((503, "Questions cannot be taken: `parts` says why."),)
        ),
        health.metrics: Shape(gives=TEXT, refuses=("forbidden_or_absent",)),
        seen.seen: Shape(gives=seen.Seen),
    }
)
