"""Which language a reader gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdesk.web.language import negotiate
from refdesk.web.words import LANGUAGES


@pytest.mark.parametrize(
    ("asked", "accepted", "given_language"),
    [
        ("", "", "id"),
        ("en", "id", "en"),
        ("fr", "en-GB,en;q=0.9", "en"),
        ("", "in-ID", "id"),
        ("", "fr, en;q=0.5, id;q=0.7", "id"),
        ("", "fr;q=1, de", "id"),
        ("", "en;q=bad, id;q=0.1", "id"),
    ],
)
def test_reader_gets_the_language_asked_for(asked: str, accepted: str, given_language: str) -> None:
    """The parameter wins, then the browser's order, then Indonesian."""
    assert negotiate(asked, accepted) == given_language


@given(st.text(max_size=20), st.text(max_size=300))
def test_any_header_gives_a_language(asked: str, accepted: str) -> None:
    """No header of any shape breaks a page."""
    assert negotiate(asked, accepted) in LANGUAGES
