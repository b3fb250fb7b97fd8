"""Questions nobody had seen when the lexicons were written are answered, or met with silence."""

import pytest

from kb.index import build
from kb.suggest import Suggester
from kb.suggest_stdio import read_corpus
from tests.retrieval.unseen import CORPUS, LIBFAQ, STARTER, Unseen, unseen

MOST_FALSE_SHOWN = 0.10
SHOWN = 0.66
"""Share of answerable questions that show the right entry: .70 as measured, with a margin."""


Asked = list[tuple[Unseen, set[str]]]
"""Questions of the test half, each with the ids of the entries shown."""


@pytest.fixture(scope="module")
def asked(starter: Suggester, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """Ask each question the base it was written to."""
    entries = read_corpus(CORPUS)
    libfaq = build(entries, tmp_path_factory.mktemp("libfaq"), "unseen")
    return [
        (one, {found.entry_id for found in suggester.suggest(one.text, one.lang).visible})
        for base, suggester in ((STARTER, starter), (LIBFAQ, Suggester(libfaq, entries)))
        for one in unseen(base)
        if one.half == "test"
    ]


def test_most_answerable_questions_show_their_entry(asked: Asked) -> None:
    """Two in three questions in words no entry has show the right one."""
    shown = [bool(one.entries & ids) for one, ids in asked if one.entries]
    assert sum(shown) / len(shown) >= SHOWN


def test_few_questions_that_nothing_answers_show_anything(asked: Asked) -> None:
    """At most one in ten, near misses of other libraries' services among them."""
    shown = [bool(ids) for one, ids in asked if not one.entries]
    assert sum(shown) / len(shown) <= MOST_FALSE_SHOWN
