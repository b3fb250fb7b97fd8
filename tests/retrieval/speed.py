"""How fast the suggester is beside other engines: `python -m tests.retrieval.speed [SIZE …]`.

One run, one machine, the same entries: SQLite FTS5, tantivy, Whoosh's own searcher, and the whole
suggestion (analysis, lists, blending, confidence) of `kb`, which alone reads slang, synonyms,
two languages and letters gone wrong. Entries are the starter base's, shuffled sentence by
sentence until there are enough; the questions are those of `starter-questions.tsv`.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import tantivy
from whoosh import fields, query, scoring
from whoosh.analysis import SimpleAnalyzer
from whoosh.filedb.filestore import FileStorage

from kb.content_files import load_directory
from kb.entries import Entry
from kb.index import build
from kb.suggest import Suggester
from kb.variables import read_variables
from tests.retrieval.conftest import CONTENT
from tests.retrieval.test_starter_questions import HALVES, Question, questions

SIZES = (500, 5_000)
WARM = 20
TOP = 3
WORD = re.compile(r"\w+")
Ask = Callable[[Question], object]
Edit = Callable[[Entry], Ask]


@dataclass(frozen=True)
class Engine:
    """An engine that holds the entries: how it answers, how one edit becomes visible in it."""

    ask: Ask
    edit: Edit


Open = Callable[[Sequence[Entry], Path], Engine]


def shuffled(size: int) -> list[Entry]:
    """Make `size` entries of the starter base's sentences, the same ones every time."""
    chance = random.Random(4)
    starter = load_directory(CONTENT, read_variables(CONTENT / "variables.toml"))
    of_lang = {lang: [e for e in starter if e.lang == lang] for lang in ("id", "en")}
    return [_mixed(number, of_lang[("id", "en")[number % 2]], chance) for number in range(size)]


def _mixed(number: int, starter: Sequence[Entry], chance: random.Random) -> Entry:
    one, two, three = chance.sample(starter, 3)
    sentences = re.split(r"(?<=[.!?])\s+", f"{one.answer} {two.answer} {three.answer}")
    title = f"{one.title} {chance.choice(two.title.split())} {chance.choice(three.title.split())}"
    return replace(
        one,
        id=f"{one.id}-{number}",
        title=title,
        alternatives=(),
        answer=" ".join(chance.sample(sentences, min(5, len(sentences)))),
    )


def fts5(entries: Sequence[Entry], home: Path) -> Engine:
    """Give SQLite's full-text index: any of the words, ranked by its BM25."""
    database = sqlite3.connect(home / "fts5.sqlite")
    database.execute("CREATE VIRTUAL TABLE entry USING fts5(key UNINDEXED, title, answer)")
    insert = "INSERT INTO entry VALUES (?, ?, ?)"
    database.executemany(insert, [("/".join(e.key), e.title, e.answer) for e in entries])
    database.commit()

    def ask(asked: Question) -> object:
        words = " OR ".join(f'"{word}"' for word in WORD.findall(asked.text.lower()))
        select = "SELECT key FROM entry WHERE entry MATCH ? ORDER BY rank LIMIT ?"
        return database.execute(select, (words, TOP)).fetchall() if words else []

    def edit(entry: Entry) -> Ask:
        database.execute("DELETE FROM entry WHERE key = ?", ("/".join(entry.key),))
        database.execute(insert, ("/".join(entry.key), entry.title, entry.answer))
        database.commit()
        return ask

    return Engine(ask, edit)


def rust(entries: Sequence[Entry], home: Path) -> Engine:
    """Give tantivy: any of the words, ranked by its BM25."""
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("key", stored=True, tokenizer_name="raw")
    schema.add_text_field("title")
    schema.add_text_field("answer")
    place = home / "tantivy"
    place.mkdir()
    index = tantivy.Index(schema.build(), path=str(place))
    writer = index.writer(num_threads=1)

    def put(entry: Entry) -> None:
        writer.add_document(
            tantivy.Document(key="/".join(entry.key), title=entry.title, answer=entry.answer)
        )

    for entry in entries:
        put(entry)
    writer.commit()
    index.reload()

    def ask(asked: Question) -> object:
        words = " ".join(WORD.findall(asked.text.lower()))
        parsed, _ = index.parse_query_lenient(words, ["title", "answer"])
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
    schema = fields.Schema(key=fields.ID(stored=True, unique=True), title=text, answer=text)
    index = FileStorage(str(place)).create_index(schema)
    writer = index.writer(limitmb=64)
    for entry in entries:
        writer.add_document(key="/".join(entry.key), title=entry.title, answer=entry.answer)
    writer.commit()

    def asking() -> Ask:
        searcher = index.searcher(weighting=scoring.BM25F())

        def ask(asked: Question) -> object:
            words = set(WORD.findall(asked.text.lower()))
            terms = [query.Term(field, word) for word in words for field in ("title", "answer")]
            return [hit["key"] for hit in searcher.search(query.Or(terms), limit=TOP)]

        return ask

    def edit(entry: Entry) -> Ask:
        writer = index.writer()
        writer.update_document(key="/".join(entry.key), title=entry.title, answer=entry.answer)
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


ENGINES: dict[str, Open] = {
    "SQLite FTS5": fts5,
    "tantivy": rust,
    "Whoosh's searcher": whoosh,
    "refdesk, whole suggestion": ours,
}


@dataclass(frozen=True)
class Figures:
    """What one engine took: build and edit in seconds, answers in milliseconds."""

    build: float
    p50: float
    p99: float
    cpu: float
    edit: float


def measure(make: Open, entries: Sequence[Entry], asked: Sequence[Question]) -> Figures:
    """Build, ask every question once (after a few to warm up), edit one entry and see it."""
    with tempfile.TemporaryDirectory(prefix="refdesk-speed-") as home:
        began = time.perf_counter()
        engine = make(entries, Path(home))
        built = time.perf_counter() - began
        for one in asked[:WARM]:
            engine.ask(one)
        took: list[float] = []
        gc.collect()
        gc.freeze()  # as the server does once it runs
        cpu = time.process_time()
        for one in asked[WARM:]:
            start = time.perf_counter()
            engine.ask(one)
            took.append((time.perf_counter() - start) * 1e3)
        cpu = (time.process_time() - cpu) * 1e3 / len(took)
        took.sort()
        began = time.perf_counter()
        ask = engine.edit(replace(entries[0], title="xylofon kuningan"))
        if not ask(Question("id", "xylofon kuningan", frozenset())):
            raise AssertionError("the edit is not visible")
        edit = time.perf_counter() - began
    return Figures(built, took[len(took) // 2], took[int(len(took) * 0.99)], cpu, edit)


def main() -> None:
    """Print a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="SIZE")
    asked = [one for half in HALVES for one in questions(half)]
    for size in parser.parse_args().sizes:
        entries = shuffled(size)
        print(f"\n{size:,} entries, {len(asked) - WARM} questions, each asked once")
        print(f"{'':27}{'p50 ms':>8}{'p99 ms':>8}{'CPU ms':>8}{'build s':>9}{'edit ms':>9}")
        found = {name: measure(make, entries, asked) for name, make in ENGINES.items()}
        for name, one in found.items():
            print(
                f"{name:27}{one.p50:8.3f}{one.p99:8.3f}{one.cpu:8.3f}"
                f"{one.build:9.2f}{one.edit * 1e3:9.1f}"
            )
        mine = found["refdesk, whole suggestion"].cpu
        against = ("SQLite FTS5", "Whoosh's searcher")
        print("; ".join(f"CPU {mine / found[name].cpu:.3f} of {name}" for name in against))


if __name__ == "__main__":
    main()
