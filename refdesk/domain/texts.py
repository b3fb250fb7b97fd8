"""Texts as people send them, made fit to be kept."""

from __future__ import annotations

from refdesk.errors import BadRequest, TooLarge

LONGEST_BODY = 4_000  # characters (G9)


def clean(text: str) -> str:
    """Strip a text and drop what no database keeps: NUL characters and lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "ignore").decode()
    return text.replace("\x00", "").strip()


def short(text: str, longest: int) -> str:
    """Give the first `longest` characters of a cleaned text."""
    return clean(text)[:longest].rstrip()


def said(body: str) -> str:
    """Clean the body of a message; raises BadRequest when empty, TooLarge over 4,000 characters."""
    body = within(body)
    if not body:
        raise BadRequest("empty_body")
    return body


def within(body: str) -> str:
    """Clean a body that may be empty; raises TooLarge over 4,000 characters."""
    body = clean(body)
    if len(body) > LONGEST_BODY:
        raise TooLarge("body_too_long")
    return body
