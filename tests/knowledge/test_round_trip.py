"""Round trip: what the console lets an editor write comes back from its file the same."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.content_files import dump, load_directory
from kb.entries import Audience, Entry, Kind, Lang, State
from refdesk.errors import BadRequest
from refdesk.knowledge.form import entry_of
from refdesk.operations.content_errands import FOLDER_OF
from refdesk.web.entry_forms import Filled, SourceLine, Texts, form_of

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
# What YAML, Markdown and files treat in ways of their own, and what refdesk does.
PIECES = (
    *(
        "---",
        "\n",
        "\r",
        "\t",
        " ",
        ": ",
        "# ",
        "- ",
        "1. ",
        "| a | b |\n|---|---|\n",
        "```\n",
        "'",
    ),
    *('"', "&a", "*a", "!", "%", "@", "`", "{{denda}}", "{{ jam }}", "[x](/kb/kartu)", "no", "1e3"),
    *("2026-01-02", "null", "~", "\u2028", "\x85", "\x1f", "\ufeff", "<b>", "\\", "ж", "🐈", "…"),
)
texts = any_text | st.lists(st.sampled_from(PIECES) | any_text, max_size=8).map("".join)
lists = st.lists(texts, max_size=4)
sources = st.builds(SourceLine, title=texts, call_number=texts, link=st.just("https://a.id/?x=1#y"))
wordings = st.builds(
    Texts,
    title=texts,
    answer=texts,
    alternatives=lists,
    keywords=lists,
    scope=texts,
    for_whom=texts,
    search_terms=lists,
    sources=st.lists(sources, max_size=3),
)
days = st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))
forms = st.builds(
    Filled,
    kind=st.sampled_from(Kind),
    texts=st.dictionaries(st.sampled_from(Lang), wordings, min_size=1),
    audience=st.sampled_from(Audience),
    owner=texts,
    topics=lists,
    related=lists,
    review_by=days.map(lambda day: day.isoformat() if day else ""),
)


def written(filled: Filled, state: State, reviewed: date | None) -> list[Entry]:
    """Give the versions that a form makes, none where the editor refuses it."""
    try:
        form = form_of(filled)
        made = [entry_of(form, lang, "entri", reviewed) for lang in form.wordings]
    except BadRequest:
        return []
    return [replace(one, state=state) for one in made]


@settings(max_examples=100, deadline=None)
@given(forms, st.sampled_from(State), days)
def test_export_and_import_change_nothing(
    filled: Filled, state: State, reviewed: date | None
) -> None:
    """Entries come back equal, and their files byte for byte."""
    entries = written(filled, state, reviewed)
    with tempfile.TemporaryDirectory() as folder:
        for entry in entries:
            file = Path(folder) / entry.lang / FOLDER_OF[entry.kind] / f"{entry.id}.md"
            file.parent.mkdir(parents=True)
            file.write_bytes(dump(entry).encode())
        back = load_directory(Path(folder)) if entries else []
        assert sorted(back, key=lambda one: one.lang) == sorted(entries, key=lambda one: one.lang)
        assert [dump(one) for one in back] == [
            dump(one) for one in sorted(entries, key=lambda one: list(Lang).index(one.lang))
        ]
