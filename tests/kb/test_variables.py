"""Variables hold what differs from library to library."""

from pathlib import Path

import pytest

from kb.entries import Entry, Kind, Lang, Source
from kb.problems import ContentErrors
from kb.variables import fill, read_variables, substitute, unknown_names


def file(folder: Path, text: str) -> Path:
    """Write `variables.toml`."""
    path = folder / "variables.toml"
    path.write_text(text, "utf-8")
    return path


def test_each_language_has_its_wording(tmp_path: Path) -> None:
    """`id` and `en` are taken as written, one `default` serves both."""
    path = file(tmp_path, '[a]\nid = "satu"\nen = "one"\n[b]\ndefault = "2"\nexample = true\n')
    assert read_variables(path) == {
        "a": {"id": "satu", "en": "one"},
        "b": {"id": "2", "en": "2"},
    }


@pytest.mark.parametrize(
    ("text", "line"), [("[a]\nid = 'x'\n\n[b]\nid = 'y'\nen = 'y'\n", 1), ("[a]\nid = \n", 2)]
)
def test_a_fault_names_its_line(tmp_path: Path, text: str, line: int) -> None:
    """A variable without a wording, or a file that is no TOML, is told with its line."""
    with pytest.raises(ContentErrors) as caught:
        read_variables(file(tmp_path, text))
    assert [problem.line for problem in caught.value.problems] == [line]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """Forgetting the file is a fault in words, not a traceback."""
    with pytest.raises(ContentErrors):
        read_variables(tmp_path / "variables.toml")


def test_names_are_replaced_with_or_without_spaces() -> None:
    """`{{a}}` and `{{ a }}` are the same reference."""
    values = {"a": {"id": "satu"}}
    assert substitute("{{a}}, {{ a }}", "id", values) == "satu, satu"
    assert unknown_names("{{a}} {{b}}", values) == ["b"]


def test_every_text_of_an_entry_is_filled() -> None:
    """Title, answer, phrasings, sources: a variable may stand anywhere."""
    entry = Entry(
        id="x",
        lang=Lang.ENGLISH,
        kind=Kind.FAQ,
        title="{{a}}",
        answer="{{a}}",
        alternatives=("{{a}}",),
        sources=(Source(title="{{a}}", link="{{a}}"),),
        scope="{{a}}",
    )
    assert "{{" not in repr(fill(entry, {"a": {"en": "one"}}))
