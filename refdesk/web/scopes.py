"""Which scope lets a program's token through which route; where none does, no token does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from refdesk.people.api_tokens import Scope

# The routes of each scope, as pairs of a method and a pattern of paths as the route table has them.
# Gaps and drafts of talks hold what patrons asked: no scope of the knowledge base opens them.
_OPEN: Mapping[Scope, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        Scope.TRANSCRIPTS_READ: (("GET", r"/api/transcripts(\.\w+|/\{conversation\})?"),),
        Scope.KB_READ: (("GET", r"/api/kb/(entries([./].*)?|staff-search|canned|choices|try)"),),
        Scope.KB_WRITE: (("POST", r"/api/kb/(entries(/.*)?|preview|try)"),),
    }
)


def scope_of(method: str, path: str) -> Scope | None:
    """Give the scope a token needs for a route, None where a person has to come."""
    for scope, routes in _OPEN.items():
        for allowed, pattern in routes:
            if method == allowed and re.fullmatch(pattern, path):
                return scope
    return None
