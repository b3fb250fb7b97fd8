"""The server's words: complete in every language, one sentence per refusal."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from refdesk import errors
from refdesk.protocol import codes
from refdesk.web.sentences import SENTENCES, sentence
from refdesk.web.statuses import STATUSES
from refdesk.web.words import LANGUAGES, SOURCE_LANGUAGE, catalogue, say

REFDESK = Path(errors.__file__).parent
SLOT = re.compile(r"\{\w+\}")
OTHERS = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]


def spoken() -> set[str]:
    """Collect every source sentence of Python modules and templates."""
    found = extract_from_dir(
        REFDESK / "web",
        method_map=[("**.py", "python"), ("**.html", "jinja2")],
        keywords={"_": None, "phrase": None, "say": (2,)},
    )
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


def refusals() -> dict[str, str]:
    """Map every message key that refdesk raises to the place that raises it."""
    classes = {cls.__name__ for cls in errors.RefdeskError.__subclasses__()}
    found = {}
    for path in REFDESK.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(key)), *_]) if (
                    name in classes
                ):
                    found[key] = f"{path.relative_to(REFDESK)}:{node.lineno}"
    return found


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_untranslated(language: str) -> None:
    """Every sentence of code and templates has a translation."""
    assert spoken() - catalogue(language).keys() == set()


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_left_over(language: str) -> None:
    """A translation that nothing says any more is removed."""
    assert catalogue(language).keys() - spoken() == set()


@pytest.mark.parametrize("language", OTHERS)
def test_translations_keep_the_slots(language: str) -> None:
    """What is filled into a sentence is filled into its translation."""
    for source, text in catalogue(language).items():
        assert sorted(SLOT.findall(source)) == sorted(SLOT.findall(text)), source


def test_every_refusal_has_a_sentence() -> None:
    """Each message key raised anywhere has a sentence of its own."""
    raised = refusals()
    assert raised
    assert {place: key for key, place in raised.items() if key not in SENTENCES} == {}


def test_codes_have_status_and_sentence() -> None:
    """The closed set of codes is the same in errors, statuses and sentences."""
    known = {cls.code for cls in errors.RefdeskError.__subclasses__()}
    assert known == set(STATUSES)
    assert known <= SENTENCES.keys()
    assert {cls.code for cls in errors.RefdeskError.__subclasses__() if cls.retryable} == set(
        codes.RETRYABLE
    )


def test_an_unknown_key_falls_back_to_its_code() -> None:
    """A key without a sentence says what its code says, in the reader's language."""
    assert sentence("no_such_key", "busy", "en") == say("en", SENTENCES["busy"])
    assert sentence("no_such_key", "no_such_code", "id") == SENTENCES["bad_request"]


def test_slots_are_filled_as_they_stand() -> None:
    """A value that looks like a slot or a format is put in literally."""
    assert say("id", "{name} membantu Anda.", name="{0.__class__} %s") == (
        "{0.__class__} %s membantu Anda."
    )
