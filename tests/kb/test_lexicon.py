"""The lexicons are whole, large enough, readable by a librarian."""

import pytest

from kb import lexicon, lexicon_checks
from kb.problems import ContentErrors


@pytest.mark.parametrize("name", lexicon.HEADINGS)
def test_a_table_is_well_formed(name: str) -> None:
    """Every row has its columns, no row stands twice."""
    rows = list(lexicon.rows(name))
    assert rows
    assert len(rows) == len(set(rows))


def test_there_are_enough_chat_spellings() -> None:
    """At least 600 Indonesian spellings are known, none maps to itself."""
    table = lexicon.chat_spellings("id")
    assert len(table) >= 600
    assert not [written for written, standard in table.items() if standard == (written,)]


def test_there_are_enough_synonym_groups() -> None:
    """At least 300 groups have words of both languages."""
    groups = lexicon.synonym_groups()
    assert len(groups) >= 300
    assert all(group.phrases["id"] and group.phrases["en"] for group in groups)


def test_weights_are_shares() -> None:
    """A light word weighs something, less than a full one."""
    for lang in ("id", "en"):
        assert all(0 < weight < 1 for weight in lexicon.light_words(lang).values())


def test_a_malformed_row_is_told_with_its_line() -> None:
    """A librarian who forgets a tab reads which line it is."""
    with pytest.raises(ContentErrors) as caught:
        lexicon.parse("lang\tword\nid\thalo\nid halo\n", "small-talk")
    assert [problem.line for problem in caught.value.problems] == [3]


def test_the_tables_have_no_faults() -> None:
    """`check-lexicons` finds nothing to mend."""
    assert lexicon_checks.problems() == []


def test_a_repeated_row_is_told_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows for one spelling contradict each other, so the second is named."""
    table = [("id", "gmn", "bagaimana"), ("id", "gmn", "gaman")]
    monkeypatch.setattr(lexicon, "rows", lambda name: table if name == "chat-spellings" else [])
    assert [(found.line, found.file) for found in lexicon_checks.problems()] == [
        (3, "kb/lexicons/chat-spellings.tsv")
    ]
