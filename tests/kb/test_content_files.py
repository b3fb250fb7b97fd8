"""Content files become entries, then the same text again."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content_files import FOLDERS, ContentErrors, dump, load_directory, parse
from kb.entries import Audience, Entry, Kind, Lang, Source, State
from kb.variables import read_variables

GOOD = """---
id: denda
kind: faq
title: Berapa denda keterlambatan?
alternatives:
- kena berapa kalau telat
keywords:
- denda
audience: public
state: live
reviewed: '2026-01-05'
sources:
- Peraturan layanan
---

Dendanya {{denda}} per hari.
"""


def write(root: Path, texts: dict[str, str]) -> Path:
    """Write files under `root`."""
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def problems(root: Path, variables: dict[str, dict[str, str]] | None = None) -> list[str]:
    """Load a folder that must fail; give its problems in English."""
    with pytest.raises(ContentErrors) as caught:
        load_directory(root, variables)
    return [problem.text("en") for problem in caught.value.problems]


def test_a_file_becomes_an_entry(tmp_path: Path) -> None:
    """Fields, lists, dates, sources, body: all arrive, typed."""
    write(tmp_path, {"id/faq/denda.md": GOOD})
    assert load_directory(tmp_path) == [
        Entry(
            id="denda",
            lang=Lang.INDONESIAN,
            kind=Kind.FAQ,
            title="Berapa denda keterlambatan?",
            answer="Dendanya {{denda}} per hari.",
            alternatives=("kena berapa kalau telat",),
            keywords=("denda",),
            reviewed=date(2026, 1, 5),
            sources=(Source(title="Peraturan layanan"),),
        )
    ]


def test_variables_are_filled_in(tmp_path: Path) -> None:
    """A library's own fact takes the place of its name."""
    write(tmp_path, {"id/faq/denda.md": GOOD})
    (entry,) = load_directory(tmp_path, {"denda": {"id": "Rp500", "en": "Rp500"}})
    assert entry.answer == "Dendanya Rp500 per hari."


def test_an_unknown_variable_names_file_and_line(tmp_path: Path) -> None:
    """A variable nobody defined stops the load where it stands."""
    write(tmp_path, {"id/faq/denda.md": GOOD})
    (problem,) = problems(tmp_path, {})
    assert problem.startswith("id/faq/denda.md:16:")


def test_a_known_text_comes_back_byte_for_byte() -> None:
    """Writing what was read gives the same text."""
    entry = parse(GOOD, "denda.md", Lang.INDONESIAN, Kind.FAQ, "denda")
    assert dump(entry) == GOOD


def test_every_fault_of_every_file_is_told(tmp_path: Path) -> None:
    """Nothing is loaded, and each file's faults are all there, in file order."""
    write(
        tmp_path,
        {
            "id/faq/a.md": GOOD.replace("id: denda", "id: a").replace("state: live", "state: on"),
            "id/faq/b.md": "no front matter",
            "en/faq/c.md": GOOD.replace("2026-01-05", "5 Jan").replace("title:", "titel:"),
        },
    )
    places = [problem.split(": ")[0] for problem in problems(tmp_path)]
    assert sorted(places) == [
        "en/faq/c.md:1",
        "en/faq/c.md:11",
        "en/faq/c.md:2",
        "en/faq/c.md:4",
        "id/faq/a.md:10",
        "id/faq/b.md:1",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\nid: x\n", 1),
        ("---\n- a\n---\nx", 2),
        ("---\nid: x\nid: y\n---\nx", 3),
        ("---\nid: x\ntitle: a: b\n---\nx", 3),
        ("---\nid: x\ntitle: A\nkeywords: satu\n---\nx", 4),
        ("---\nid: x\ntitle: A\nkeywords:\n- {a: [b]}\n---\nx", 5),
        ("---\nid: x\ntitle: A\nsources:\n- {link: b}\n---\nx", 4),
        ("---\nid: x\ntitle: A\nsources:\n- {title: B, link: 'javascript:x'}\n---\nx", 4),
        ("---\nid: x\ntitle: A\n---\n\n", 6),
        ("---\nid: X Y\ntitle: A\n---\nx", 2),
        ("---\nid: x\ntitle: [A]\n---\nx", 3),
        ("---\nid: x\ntitle: A\nkind: canned\n---\nx", 4),
    ],
)
def test_a_fault_names_its_line(text: str, line: int) -> None:
    """Each way a file can be wrong is told with the line to look at."""
    with pytest.raises(ContentErrors) as caught:
        parse(text, "x.md", Lang.ENGLISH, Kind.FAQ, "x")
    assert line in {problem.line for problem in caught.value.problems}
    assert all(problem.reason_id and problem.reason_en for problem in caught.value.problems)


def test_a_folder_without_entries_is_a_fault(tmp_path: Path) -> None:
    """A wrong path is not taken for an empty knowledge base."""
    assert len(problems(tmp_path)) == 1


def test_an_unknown_folder_is_a_fault(tmp_path: Path) -> None:
    """A file in a folder of no kind is not passed over in silence."""
    write(tmp_path, {"id/faqs/denda.md": GOOD})
    assert "faqs" in problems(tmp_path)[0]


def test_bytes_that_are_not_utf8_name_their_line(tmp_path: Path) -> None:
    """A file saved in another encoding is told apart from a broken one."""
    write(tmp_path, {"id/faq/denda.md": GOOD})
    with (tmp_path / "id/faq/denda.md").open("ab") as file:
        file.write(b"caf\xe9\n")
    assert problems(tmp_path) == ["id/faq/denda.md:17: not UTF-8; save as UTF-8"]


@given(st.text() | st.text(alphabet="-: \n[]{}&*!|>'\"#%@`a1").map("---\n{}\n---\nx".format))
def test_any_text_parses_or_fails_with_its_own_error(text: str) -> None:
    """No file content crashes the parser."""
    try:
        parse(text, "x.md", Lang.ENGLISH, Kind.FAQ, "x")
    except ContentErrors as error:
        assert error.problems  # noqa: PT017 - both outcomes are right


words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
entries = st.builds(
    Entry,
    id=st.just("x"),
    lang=st.sampled_from(Lang),
    kind=st.just(Kind.PATHFINDER),
    title=words,
    answer=words,
    alternatives=st.lists(words, max_size=3).map(tuple),
    keywords=st.lists(words, max_size=3).map(tuple),
    audience=st.sampled_from(Audience),
    state=st.sampled_from(State),
    owner=words,
    review_by=st.none() | st.dates(),
    sources=st.lists(
        st.builds(Source, title=words, link=words.map("https://{}".format)), max_size=2
    ).map(tuple),
    scope=words,
    search_terms=st.lists(words, max_size=2).map(tuple),
)


@given(entries)
def test_what_is_written_is_read_again(entry: Entry) -> None:
    """Any entry survives the way through its file."""
    assert parse(dump(entry), "x.md", entry.lang, entry.kind, "x") == entry


def test_the_starter_content_loads() -> None:
    """Every file of `kb/content` is right, and each entry has both languages."""
    root = Path(__file__).parents[2] / "kb" / "content"
    loaded = load_directory(root, read_variables(root / "variables.toml"))
    by_lang = {lang: {entry.id for entry in loaded if entry.lang is lang} for lang in Lang}
    assert by_lang[Lang.INDONESIAN] == by_lang[Lang.ENGLISH]


def test_the_starter_content_round_trips() -> None:
    """Each starter entry, read then written, is byte for byte its file."""
    root = Path(__file__).parents[2] / "kb" / "content"
    for entry in load_directory(root):
        folder = {kind: name for name, kind in FOLDERS.items()}[entry.kind]
        path = root / entry.lang.value / folder / f"{entry.id}.md"
        assert dump(entry) == path.read_text("utf-8")
