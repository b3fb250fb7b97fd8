"""Documents are what the index holds of an entry: one per phrasing, per learned wording, a body."""

from __future__ import annotations

from collections.abc import Iterator

from kb.analysis import index_terms
from kb.entries import Entry

Document = dict[str, str]
"""Terms by field, parted by blanks."""


def documents(entry: Entry) -> Iterator[Document]:
    """Give an entry's documents, the body last."""
    lang = entry.lang.value
    for phrase in dict.fromkeys((entry.title, *entry.alternatives)):
        yield {name: " ".join(terms) for name, terms in index_terms(phrase, lang).items()}
    for alias in entry.aliases:
        terms = index_terms(alias, lang)
        yield {f"learned_{name}": " ".join(terms[name]) for name in ("words", "concepts")}
    yield _body(entry)


def _body(entry: Entry) -> Document:
    lang = entry.lang.value
    answer = index_terms(f"{entry.title} {entry.scope} {entry.for_whom} {entry.answer}", lang)
    hints = index_terms(" ".join((*entry.keywords, *entry.topics, *entry.search_terms)), lang)
    return {
        "keywords": " ".join(hints["words"]),
        "answer": " ".join(answer["words"]),
        "answer_concepts": " ".join(dict.fromkeys((*hints["concepts"], *answer["concepts"]))),
        "answer_grams": " ".join(dict.fromkeys((*hints["grams"], *answer["grams"]))),
    }
