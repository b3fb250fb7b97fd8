"""Readers' votes on public pages, put together over an open store."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from zoneinfo import ZoneInfo

from aiohttp import web

from refdesk.clock import clock
from refdesk.knowledge.page_votes import PageVotes
from refdesk.operations.desk_values import proxies
from refdesk.operations.keys import key
from refdesk.settings import Settings
from refdesk.store.opening import Store
from refdesk.web.addresses import reader_mark


def votes_over(store: Store, zone: ZoneInfo) -> PageVotes:
    """Give the use case: days are those of the library."""
    return PageVotes(store.page_votes, lambda: clock().astimezone(zone).date())


def reader_of(settings: Settings) -> Callable[[web.Request, str], str]:
    """Give what marks a reader about an entry, alike on all servers of a database."""
    secret = hmac.digest(key(settings.data_dir, "fingerprints"), b"page votes", "sha256")
    trusted = proxies(settings)
    return lambda request, entry: reader_mark(request, entry, trusted, secret)
