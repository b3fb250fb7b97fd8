"""The route table: every address, its handler, who may come through."""

from __future__ import annotations

from collections.abc import Mapping

from refdesk.protocol.server import Role
from refdesk.web import (
    account_api,
    announcing_api,
    app_pages,
    audit_api,
    condition_page,
    crisis_api,
    desk_api,
    editor_api,
    editor_list,
    editor_tools,
    entry_table,
    exchange,
    facts_page,
    first_run_page,
    form_pages,
    gaps_api,
    health,
    kb_api,
    kb_pages,
    labels,
    landing,
    materials_page,
    page_votes,
    password_page,
    patron_api,
    published,
    requests_api,
    sealed_api,
    seen,
    sign_in,
    staff_api,
    transcripts,
    trying,
    webhooks,
)
from refdesk.web.access import Route, Who
from refdesk.web.parts import Handler

ROUTES: tuple[Route, ...] = (
    # Pages
    Route("GET", "/", landing.landing, Who.PUBLIC),
    Route("GET", "/robots.txt", landing.robots, Who.PUBLIC),
    Route("GET", "/sitemap.xml", kb_pages.sitemap, Who.PUBLIC),
    Route("GET", "/kb", kb_pages.index, Who.PUBLIC),
    Route("GET", "/kb/search", kb_pages.search, Who.PUBLIC),
    Route("GET", "/kb/{slug}", kb_pages.entry, Who.PUBLIC),
    Route("POST", "/kb/{slug}/answered", page_votes.send, Who.PUBLIC),
    Route("GET", "/kb/{slug}/thanks", page_votes.thanks, Who.PUBLIC),
    Route("GET", "/tanya", form_pages.show, Who.PUBLIC),
    Route("POST", "/tanya", form_pages.send, Who.PATRON),
    Route("GET", "/keadaan", condition_page.show, Who.STAFF),
    Route("GET", "/bahan", materials_page.index, Who.STAFF),
    Route("GET", "/bahan/{material}", materials_page.show, Who.STAFF),
    Route("GET", "/fakta", facts_page.show, Who.STAFF),
    Route("POST", "/fakta", facts_page.send, Who.STAFF),
    Route("GET", "/first-run", first_run_page.show, Who.FIRST_RUN),
    Route("POST", "/first-run", first_run_page.send, Who.FIRST_RUN),
    Route("GET", "/sandi", password_page.show, Who.LINK),
    Route("POST", "/sandi", password_page.send, Who.LINK),
    # The front end
    Route("GET", "/widget.js", app_pages.loader, Who.PUBLIC),
    Route("GET", "/assets/{path:[^?]+}", app_pages.asset, Who.PUBLIC),
    Route("GET", "/panel", app_pages.panel, Who.PUBLIC),
    Route("GET", "/chat", app_pages.chat, Who.PUBLIC),
    Route("GET", "/console", app_pages.console, Who.PUBLIC),
    Route("GET", "/manifest/{app}.webmanifest", app_pages.manifest, Who.PUBLIC),
    # For patrons
    Route("GET", "/api/desk", desk_api.desk, Who.PUBLIC),
    Route("GET", "/api/kb/search", kb_api.search, Who.PUBLIC),
    Route("POST", "/api/patron/redeem", patron_api.redeem, Who.PATRON),
    Route("POST", "/api/patron/transcript", patron_api.transcript, Who.PATRON),
    Route("POST", "/api/patron/forget", patron_api.forget, Who.PATRON),
    Route("POST", "/api/patron/data", patron_api.own_data, Who.PATRON),
    Route("POST", "/api/patron/consents", patron_api.consents, Who.PATRON),
    Route("POST", "/exchange", exchange.exchange, Who.PATRON),
    # For staff
    Route("POST", "/api/sign-in", sign_in.sign_in, Who.PUBLIC),
    Route("POST", "/api/first-run", sign_in.first_run, Who.FIRST_RUN),
    Route("POST", "/api/sign-out", sign_in.sign_out, Who.SELF),
    Route("GET", "/api/me", sign_in.me, Who.SELF),
    Route("GET", "/api/me/account", account_api.account, Who.SELF),
    Route("POST", "/api/me/password", account_api.change_password, Who.SELF),
    Route("POST", "/api/me/second-factor", account_api.begin_factor, Who.SELF),
    Route("POST", "/api/me/second-factor/confirm", account_api.confirm_factor, Who.SELF),
    Route("POST", "/api/me/second-factor/remove", account_api.remove_factor, Who.SELF),
    Route("POST", "/api/me/second-factor/codes", account_api.renew_codes, Who.SELF),
    Route("POST", "/api/me/sign-ins/end", account_api.end_sign_in, Who.SELF),
    Route("POST", "/api/me/tokens", account_api.make_token, Who.STAFF),
    Route("POST", "/api/me/tokens/revoke", account_api.revoke_token, Who.SELF),
    Route("GET", "/api/staff", staff_api.index, Who.STAFF),
    Route("POST", "/api/staff", staff_api.invite, Who.STAFF),
    Route("POST", "/api/staff/{staff}", staff_api.change, Who.STAFF),
    Route("POST", "/api/staff/{staff}/link", staff_api.help_back_in, Who.STAFF),
    Route("GET", "/api/webhooks", announcing_api.index, Who.STAFF),
    Route("POST", "/api/webhooks", announcing_api.create, Who.STAFF),
    Route("POST", "/api/webhooks/{webhook}", announcing_api.change, Who.STAFF),
    Route("POST", "/api/webhooks/{webhook}/remove", announcing_api.remove, Who.STAFF),
    Route("GET", "/api/webhooks/{webhook}/announcements", announcing_api.announcements, Who.STAFF),
    Route(
        "POST",
        "/api/webhooks/{webhook}/announcements/{announcement}/replay",
        announcing_api.replay,
        Who.STAFF,
    ),
    Route("GET", "/api/codes", labels.codes, Who.STAFF),
    Route("GET", "/api/kb/staff-search", kb_api.staff_search, Who.STAFF),
    Route("GET", "/api/kb/canned", kb_api.canned, Who.STAFF),
    Route("GET", "/api/kb/choices", editor_list.choices, Who.STAFF),
    Route("GET", "/api/kb/try", trying.try_out, Who.STAFF),
    Route("POST", "/api/kb/try", trying.try_draft, Who.STAFF),
    Route("POST", "/api/kb/preview", editor_tools.preview, Who.STAFF),
    Route("POST", "/api/kb/from-transcript", editor_tools.from_talk, Who.STAFF),
    Route("GET", "/api/kb/gaps", gaps_api.index, Who.STAFF),
    Route("POST", "/api/kb/gaps/{gap}", gaps_api.decide, Who.STAFF),
    Route("GET", "/api/kb/entries", editor_list.index, Who.STAFF),
    Route("GET", "/api/kb/entries.csv", entry_table.export, Who.STAFF),
    Route("GET", "/api/kb/entries.xlsx", entry_table.workbook, Who.STAFF),
    Route("POST", "/api/kb/entries", editor_api.create, Who.STAFF),
    Route("GET", "/api/kb/entries/{slug}", editor_api.read, Who.STAFF),
    Route("POST", "/api/kb/entries/{slug}", editor_api.save, Who.STAFF),
    Route("POST", "/api/kb/entries/{slug}/open", editor_tools.present, Who.STAFF),
    Route("POST", "/api/kb/entries/{slug}/step", editor_api.step, Who.STAFF),
    Route("POST", "/api/kb/entries/{slug}/restore", editor_api.restore, Who.STAFF),
    Route("GET", "/api/kb/entries/{slug}/revisions", editor_api.history, Who.STAFF),
    Route("GET", "/api/kb/entries/{slug}/changes", editor_api.compare, Who.STAFF),
    Route("GET", "/api/transcripts", transcripts.index, Who.STAFF),
    Route("GET", "/api/transcripts.csv", transcripts.export, Who.STAFF),
    Route("GET", "/api/transcripts.xlsx", transcripts.workbook, Who.STAFF),
    Route("GET", "/api/transcripts/{conversation}", transcripts.read, Who.STAFF),
    Route("GET", "/api/privacy/requests", requests_api.index, Who.STAFF),
    Route("POST", "/api/privacy/requests", requests_api.register, Who.STAFF),
    Route("POST", "/api/privacy/requests/{receipt}", requests_api.settle, Who.STAFF),
    Route("POST", "/api/privacy/requests/{receipt}/data", requests_api.data, Who.STAFF),
    Route("GET", "/api/audit", audit_api.index, Who.STAFF),
    Route("GET", "/api/audit.csv", audit_api.export, Who.STAFF),
    Route("GET", "/api/audit.xlsx", audit_api.workbook, Who.STAFF),
    Route("GET", "/api/conversations/{conversation}/crisis", crisis_api.show, Who.STAFF),
    Route("POST", "/api/conversations/{conversation}/crisis", crisis_api.send, Who.STAFF),
    Route("POST", "/api/conversations/{conversation}/sealed", sealed_api.reveal, Who.STAFF),
    # For whoever writes a client
    Route("GET", "/api/openapi.json", published.openapi, Who.PUBLIC),
    Route("GET", "/api/asyncapi.json", published.asyncapi, Who.PUBLIC),
    # For channels and for whoever looks after the server
    Route("POST", "/hook/{channel}", webhooks.receive, Who.CHANNEL),
    Route("GET", "/healthz", health.healthz, Who.PUBLIC),
    Route("GET", "/readyz", health.readyz, Who.PUBLIC),
    Route("GET", "/metrics", health.metrics, Who.PUBLIC),
    Route("GET", "/api/seen", seen.seen, Who.PUBLIC),
)


def socket_routes(sockets: Mapping[str, Handler]) -> tuple[Route, ...]:
    """Give the routes of the sockets by role; each proves itself by its own hello."""
    return tuple(
        Route("GET", f"/ws/{role}", handler, Who.SOCKET) for role, handler in sockets.items()
    )


def every_route() -> tuple[Route, ...]:
    """Give all routes for documents, those of the sockets with a handler that only stands there."""
    return (*ROUTES, *socket_routes(dict.fromkeys(Role, landing.landing)))
