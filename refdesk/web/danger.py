"""The lexicon of danger as the package has it, read once."""

from __future__ import annotations

from functools import cache
from importlib import resources

from refdesk.domain.danger import Lexicon, read_lexicon


@cache
def lexicon() -> Lexicon:
    """Give it."""
    text = (resources.files("refdesk.locale") / "danger.txt").read_text("utf-8")
    return read_lexicon(text.splitlines())
