"""The conversations that pages of the list of transcripts showed, as the audit tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import msgspec
from sqlalchemy import ARRAY, ColumnElement, Connection, Text, any_, bindparam, func
from sqlmodel import col, select

from refdesk.domain.listed_pages import listed_page
from refdesk.domain.records import millis
from refdesk.store.driver import is_postgres
from refdesk.store.tables.conversations import ConversationRow as C
from refdesk.store.tables.people import AuditRow

LISTED: Final = "transcripts_listed"
Span = tuple[int, int]  # milliseconds since 1970, both ends included


def listed(connection: Connection, rows: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Tell the conversations that these rows of the audit list."""
    query = select(AuditRow.target, AuditRow.detail)
    found: set[str] = set()
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for target, detail in connection.execute(query.where(*rows, col(AuditRow.action) == LISTED)):
        page = listed_page(target, detail)
        if page is None:
            continue
        if page.only:
            found.update(page.only)
        else:
            spans[page.channel].append((millis(page.since), millis(page.until)))
    for channel, some in spans.items():
        for first, last in _merged(some):
            within = select(C.id).where(col(C.opened_at) >= first, col(C.opened_at) <= last)
            of_it = within.where(col(C.channel) == channel) if channel else within
            found.update(connection.execute(of_it).scalars())
    return _among(connection, sorted(found))


def _merged(spans: list[Span]) -> list[Span]:
    """Join spans that overlap: most pages are of the newest conversations, seen again and again."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _among(connection: Connection, ids: list[str]) -> ColumnElement[bool]:
    """Tell those with these ids, however many, in one bound value."""
    if is_postgres(connection):
        return col(C.id) == any_(bindparam(None, ids, ARRAY(Text)))
    given = func.json_each(msgspec.json.encode(ids).decode()).table_valued("value")
    return col(C.id).in_(select(given.c.value))
