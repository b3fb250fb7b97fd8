"""The suggester's own question, asked of other engines over the suggester's own documents.

A patron's six words become about a hundred terms: stems, pieces of letters, concepts, over seven
fields. Here Whoosh's searcher and SQLite's FTS5 get these terms ready made, search the very
documents that the impact lists are decoded from, and give the best three of them: neither analysis
nor typing errors, nor blending by entry, nor confidence is charged to them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from whoosh import fields, query, scoring
from whoosh.filedb.filestore import FileStorage

from kb.analysis import LANGS, analyse, pieces
from kb.documents import documents
from kb.entries import Entry
from kb.vocabulary import Vocabulary
from tests.retrieval.engines import TOP
from tests.retrieval.test_starter_questions import Question

OF_WORDS = ("words", "keywords", "answer")
OF_PIECES = ("grams", "answer_grams")
OF_CONCEPTS = ("concepts", "answer_concepts")
HELD = (*OF_WORDS, *OF_PIECES, *OF_CONCEPTS)
Asking = dict[str, dict[str, float]]
"""Terms with weights, by field."""
Ask = Callable[[str, Asking], object]
"""Answers terms in a language."""


def asking(asked: Question, vocabulary: Vocabulary) -> Asking:
    """Give the terms that the suggester looks up for a question in its own language."""
    terms = analyse(asked.text, vocabulary)
    stems = {stem: token.weight for stem, token in terms.tokens.items()}
    words = [(one.word, one.light) for one in terms.asked] + [*terms.typed.items()]
    parts = {piece: light for word, light in words for piece in pieces(word)}
    return {
        **dict.fromkeys(OF_WORDS, stems),
        **dict.fromkeys(OF_PIECES, parts),
        **dict.fromkeys(OF_CONCEPTS, terms.concepts),
    }


def fts5(entries: Sequence[Entry], _home: Path) -> Ask:
    """Give a full-text table for each language."""
    database = sqlite3.connect(":memory:")
    for lang in LANGS:
        columns = ", ".join(HELD)
        options = "tokenize=\"unicode61 tokenchars '_-'\""
        database.execute(f"CREATE VIRTUAL TABLE kb_{lang} USING fts5({columns}, {options})")
        marks = ", ".join(f":{name}" for name in HELD)
        database.executemany(
            f"INSERT INTO kb_{lang} VALUES ({marks})",  # noqa: S608 - names of our own
            [dict.fromkeys(HELD, "") | document for document in _documents(entries, lang)],
        )

    def ask(lang: str, terms: Asking) -> object:
        parts = [
            "{{{}}} : ({})".format(field, " OR ".join(f'"{term}"' for term in weights))
            for field, weights in terms.items()
            if weights
        ]
        select = f"SELECT rowid FROM kb_{lang} WHERE kb_{lang} MATCH ? ORDER BY rank LIMIT ?"  # noqa: S608
        return database.execute(select, (" OR ".join(parts), TOP)).fetchall()

    return ask


def whoosh(entries: Sequence[Entry], home: Path) -> Ask:
    """Give an index for each language, written by Whoosh itself, as its searcher likes it."""
    column = fields.KEYWORD(scorable=True)
    searchers = {}
    for lang in LANGS:
        place = home / f"same-{lang}"
        place.mkdir()
        schema = fields.Schema(**dict.fromkeys(HELD, column))
        index = FileStorage(str(place)).create_index(schema)
        writer = index.writer(limitmb=128)
        for document in _documents(entries, lang):
            writer.add_document(**document)
        writer.commit()
        searchers[lang] = index.searcher(weighting=scoring.BM25F())

    def ask(lang: str, terms: Asking) -> object:
        any_of = query.Or(
            [
                query.Term(field, term, boost=weight)
                for field, weights in terms.items()
                for term, weight in weights.items()
            ]
        )
        return [hit.docnum for hit in searchers[lang].search(any_of, limit=TOP)]

    return ask


def _documents(entries: Iterable[Entry], lang: str) -> Iterable[dict[str, str]]:
    return (document for entry in entries if entry.lang == lang for document in documents(entry))
