"""Answers are rendered safely for pages, readably for plain text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.addresses import may_be_written, safe_address
from kb.rendering import to_html, to_text


def test_markdown_becomes_html_with_headings_below_the_pages_own() -> None:
    """A first-level heading would compete with the page's title, so it becomes the second."""
    assert to_html("# A\n\n- *b*") == "<h2>A</h2>\n<ul>\n<li><em>b</em></li>\n</ul>\n"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "![x](https://example.org/x.png)",
        '<p style="color:red">x</p>',
        "| a |\n|:-:|\n| b |",
        "[x](data:text/html,x)",
    ],
)
def test_nothing_active_or_foreign_gets_through(text: str) -> None:
    """No script, style, image, handler or strange address reaches the page as markup."""
    html = to_html(text)
    assert not re.search(r"<script|<img|<[^>]*style=|href=.(javascript|data):", html)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://www.big.go.id/peta?x=1", True),
        ("mailto:meja@perpus.example", True),
        ("/kb/denda", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("https://a\njavascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("", False),
    ],
)
def test_only_addresses_that_run_nothing_are_linked(text: str, *, good: bool) -> None:
    """The web, mail, telephones and pages of this site; nothing with a line break in it."""
    assert safe_address(text) == (text if good else "")
    assert may_be_written(text) == good


def test_a_fact_may_stand_for_an_address() -> None:
    """What it is filled with is judged when it is shown."""
    assert may_be_written("{{alamat_katalog}}/cari")
    assert not may_be_written("{{ }}x")
    assert safe_address("{{alamat_katalog}}") == ""


def test_links_do_not_hand_over_the_page() -> None:
    """A link that opens elsewhere gets no reference to this window."""
    assert 'rel="noopener noreferrer"' in to_html("[x](https://example.org)")


def test_plain_text_keeps_lists_and_links() -> None:
    """Numbers, bullets, nested lists, link targets stay readable without markup."""
    text = (
        "Cara *mudah*:\n\n1. Buka [OPAC](https://opac.example.org)\n2. Cari\n   - judul\n\nSelesai."
    )
    assert to_text(text) == (
        "Cara mudah:\n\n1. Buka OPAC (https://opac.example.org)\n2. Cari\n   • judul\n\nSelesai."
    )


def test_a_link_that_shows_its_address_says_it_once() -> None:
    """Mail addresses and bare links are not doubled."""
    assert to_text("<mailto:a@example.org> <https://example.org>") == (
        "mailto:a@example.org (a@example.org) https://example.org"
    )


def test_a_table_becomes_lines() -> None:
    """Each row is a line with its cells apart."""
    assert to_text("| a | b |\n|---|---|\n| 1 | 2 |") == "a | b\n1 | 2"


@given(st.text())
def test_any_text_can_be_rendered(text: str) -> None:
    """Neither rendering fails on any text, nor lets a script tag through."""
    assert "<script" not in to_html(text)
    to_text(text)
