"""Answers as JSON, errors included."""

from __future__ import annotations

import msgspec
from aiohttp import web

from refdesk.errors import RefdeskError
from refdesk.web.sentences import sentence
from refdesk.web.statuses import STATUSES


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """The body of every error: a stable code, the message key, the sentence for people."""

    code: str
    key: str
    text: str
    retry_after: float = 0.0


def json_answer(value: object, *, status: int = 200) -> web.Response:
    """Give a JSON response that no cache keeps."""
    return web.Response(
        body=msgspec.json.encode(value),
        content_type="application/json",
        status=status,
        headers={"Cache-Control": "no-store"},
    )


def refusal_of(error: RefdeskError, language: str) -> Refusal:
    """Give the body for an error in the reader's language."""
    text = sentence(error.key, error.code, language)
    return Refusal(code=error.code, key=error.key, text=text, retry_after=error.retry_after)


def refused(refusal: Refusal, status: int = 0) -> web.Response:
    """Give the response for a refusal; its status follows from the code unless given."""
    response = json_answer(refusal, status=status or STATUSES[refusal.code])
    if refusal.retry_after:
        response.headers["Retry-After"] = str(max(1, round(refusal.retry_after)))
    return response
