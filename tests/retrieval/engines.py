"""Engines beside which the suggester is measured, each holding the same titles, keywords, answers.

They are asked the cheapest question there is: any of the words, as typed.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy
from whoosh import fields, query, scoring
from whoosh.analysis import SimpleAnalyzer
from whoosh.filedb.filestore import FileStorage

from kb.entries import Entry
from kb.index import build
from kb.suggest import Suggester
from tests.retrieval.test_starter_questions import Question

TOP = 3
WORD = re.compile(r"\w+")
FIELDS = ("title", "keywords", "answer")
Ask = Callable[[Question], object]
Edit = Callable[[Entry], Ask]


@dataclass(frozen=True)
class Engine:
    """An engine that holds the entries: how it answers, how one edit becomes visible in it."""

    ask: Ask
    edit: Edit


Open = Callable[[Sequence[Entry], Path], Engine]


def row(entry: Entry) -> dict[str, str]:
    """Give what the suggester reads of an entry, field by field."""
    keywords = (*entry.keywords, *entry.topics, *entry.search_terms)
    body = f"{entry.scope} {entry.for_whom} {entry.answer}"
    return {
        "key": "/".join(entry.key),
        "title": " ".join((entry.title, *entry.alternatives)),
        "keywords": " ".join(keywords),
        "answer": body,
    }


def fts5(entries: Sequence[Entry], home: Path) -> Engine:
    """Give SQLite's full-text index: any of the words, ranked by its BM25."""
    database = sqlite3.connect(home / "fts5.sqlite")
    database.execute(
        "CREATE VIRTUAL TABLE entry USING fts5(key UNINDEXED, title, keywords, answer)"
    )
    insert = "INSERT INTO entry VALUES (:key, :title, :keywords, :answer)"
    database.executemany(insert, [row(entry) for entry in entries])
    database.commit()

    def ask(asked: Question) -> object:
        words = " OR ".join(f'"{word}"' for word in WORD.findall(asked.text.lower()))
        select = "SELECT key FROM entry WHERE entry MATCH ? ORDER BY rank LIMIT ?"
        return database.execute(select, (words, TOP)).fetchall() if words else []

    def edit(entry: Entry) -> Ask:
        database.execute("DELETE FROM entry WHERE key = ?", ("/".join(entry.key),))
        database.execute(insert, row(entry))
        database.commit()
        return ask

    return Engine(ask, edit)


def rust(entries: Sequence[Entry], home: Path) -> Engine:
    """Give tantivy: any of the words, ranked by its BM25."""
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("key", stored=True, tokenizer_name="raw")
    for field in FIELDS:
        schema.add_text_field(field)
    place = home / "tantivy"
    place.mkdir()
    index = tantivy.Index(schema.build(), path=str(place))
    writer = index.writer(num_threads=1)

    def put(entry: Entry) -> None:
        writer.add_document(tantivy.Document(**row(entry)))

    for entry in entries:
        put(entry)
    writer.commit()
    index.reload()

    def ask(asked: Question) -> object:
        words = " ".join(WORD.findall(asked.text.lower()))
        parsed, _ = index.parse_query_lenient(words, [*FIELDS])
        return index.searcher().search(parsed, TOP).hits

    def edit(entry: Entry) -> Ask:
        writer.delete_documents_by_term("key", "/".join(entry.key))
        put(entry)
        writer.commit()
        index.reload()
        return ask

    return Engine(ask, edit)


def whoosh(entries: Sequence[Entry], home: Path) -> Engine:
    """Give Whoosh by itself: any of the words, ranked by its BM25F."""
    place = home / "whoosh"
    place.mkdir()
    text = fields.TEXT(analyzer=SimpleAnalyzer(), phrase=False)
    schema = fields.Schema(
        key=fields.ID(stored=True, unique=True), title=text, keywords=text, answer=text
    )
    index = FileStorage(str(place)).create_index(schema)
    writer = index.writer(limitmb=64)
    for entry in entries:
        writer.add_document(**row(entry))
    writer.commit()

    def asking() -> Ask:
        searcher = index.searcher(weighting=scoring.BM25F())

        def ask(asked: Question) -> object:
            words = set(WORD.findall(asked.text.lower()))
            terms = [query.Term(field, word) for word in words for field in FIELDS]
            return [hit["key"] for hit in searcher.search(query.Or(terms), limit=TOP)]

        return ask

    def edit(entry: Entry) -> Ask:
        writer = index.writer()
        writer.update_document(**row(entry))
        writer.commit(merge=False)
        return asking()

    return Engine(asking(), edit)


def ours(entries: Sequence[Entry], home: Path) -> Engine:
    """Give the suggester, as a patron's question meets it."""
    suggester = Suggester(build(entries, home / "kb", "speed"), entries)

    def asking(suggester: Suggester) -> Ask:
        return lambda asked: suggester.suggest(asked.text, asked.lang, TOP)

    def edit(entry: Entry) -> Ask:
        changed = {**suggester.entries, entry.key: entry}
        edited = suggester.edited(changed.values(), "edited")
        if edited is None:
            raise AssertionError("one edit is few")
        return asking(edited)

    return Engine(asking(suggester), edit)
