"""How fast the suggester is beside other engines: `python -m tests.retrieval.speed [SIZE …]`.

One run, one machine, the same entries: SQLite FTS5, tantivy, Whoosh's own searcher, and the whole
suggestion (analysis, lists, blending, confidence) of `kb`, which alone reads slang, synonyms,
two languages and letters gone wrong. Entries are the starter base's, shuffled sentence by
sentence until there are enough; the questions are those of `starter-questions.tsv`: one half is
asked first, as a server has been asked before, the other half is measured, each question once.

Up to 5,000 entries a second table compares the same question: the terms the suggester looks up,
over the documents it looks them up in (`same_question`).
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.content_files import load_directory
from kb.entries import Entry
from kb.generation import Generation
from kb.index import build
from kb.variables import read_variables
from tests.retrieval import engines, same_question
from tests.retrieval.conftest import CONTENT
from tests.retrieval.engines import Ask, Open
from tests.retrieval.test_starter_questions import HALVES, Question, questions

SIZES = (500, 5_000)
SAME_UP_TO = 5_000
"""Entries up to which Whoosh's own writer, at four milliseconds each, is waited for."""
OURS = "refdesk, whole suggestion"
AGAIN = "refdesk, asked before"
ENGINES: dict[str, Open] = {
    "SQLite FTS5": engines.fts5,
    "tantivy": engines.rust,
    "Whoosh's searcher": engines.whoosh,
    OURS: engines.ours,
}
SAME = {"SQLite FTS5": same_question.fts5, "Whoosh's searcher": same_question.whoosh}


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


@dataclass(frozen=True)
class Answering:
    """What answers took, in milliseconds; `cpu` is the mean."""

    p50: float
    p99: float
    cpu: float


@dataclass(frozen=True)
class Figures:
    """What one engine took: `build` and `edit` in seconds, `fresh` for the first half's questions.

    `again` is the measured half once more.
    """

    build: float
    fresh: Answering
    asked: Answering
    again: Answering
    edit: float


def timed(ask: Callable[[], object], times: int) -> Answering:
    """Ask so many times, one after the other."""
    took: list[float] = []
    cpu = time.process_time()
    for _ in range(times):
        start = time.perf_counter()
        ask()
        took.append((time.perf_counter() - start) * 1e3)
    cpu = (time.process_time() - cpu) * 1e3 / times
    took.sort()
    return Answering(took[times // 2], took[int(times * 0.99)], cpu)


def answering(ask: Ask, asked: Sequence[Question]) -> Answering:
    """Ask each question once."""
    rest = iter(asked)
    return timed(lambda: ask(next(rest)), len(asked))


def measure(make: Open, entries: Sequence[Entry]) -> Figures:
    """Build, ask one half of the questions, then the other, twice; edit one entry and see it."""
    first, second = map(questions, HALVES)
    with tempfile.TemporaryDirectory(prefix="refdesk-speed-") as home:
        began = time.perf_counter()
        engine = make(entries, Path(home))
        built = time.perf_counter() - began
        gc.collect()
        gc.freeze()  # as the server does once it runs
        fresh, asked, again = (answering(engine.ask, half) for half in (first, second, second))
        began = time.perf_counter()
        ask = engine.edit(replace(entries[0], title="xylofon kuningan"))
        if not ask(Question("id", "xylofon kuningan", frozenset())):
            raise AssertionError("the edit is not visible")
        edit = time.perf_counter() - began
    return Figures(built, fresh, asked, again, edit)


def same(entries: Sequence[Entry]) -> dict[str, Answering]:
    """Ask other engines the suggester's question; its terms are found before the clock starts."""
    found: dict[str, Answering] = {}
    with tempfile.TemporaryDirectory(prefix="refdesk-same-") as folder:
        home = Path(folder)
        generation = build(entries, home / "kb", "speed")
        for name, make in SAME.items():
            ask = make(entries, home)
            for half in HALVES:
                found[name] = _same(ask, generation, questions(half))
    return found


def _same(ask: same_question.Ask, generation: Generation, asked: Sequence[Question]) -> Answering:
    shelves = generation.shelves
    terms = [
        (one.lang, found)
        for one in asked
        if any((found := same_question.asking(one, shelves[one.lang].vocabulary)).values())
    ]
    rest = iter(terms)
    return timed(lambda: ask(*next(rest)), len(terms))


def table(entries: Sequence[Entry]) -> None:
    """Print the tables for some entries."""
    print(f"\n{len(entries):,} entries, any of the words as typed; {AGAIN}: the answer is kept")
    print(f"{'':27}{'p50 ms':>8}{'p99 ms':>8}{'CPU ms':>8}{'fresh':>8}{'build s':>9}{'edit ms':>9}")
    found = {name: measure(make, entries) for name, make in ENGINES.items()}
    for name, one in found.items():
        whole = f"{one.fresh.cpu:8.3f}{one.build:9.2f}{one.edit * 1e3:9.1f}"
        print(f"{name:27}{_answers(one.asked)}{whole}")
    mine = found[OURS]
    print(f"{AGAIN:27}{_answers(mine.again)}")
    print(_ratios(mine.asked.cpu, {name: one.asked for name, one in found.items() if name in SAME}))
    if len(entries) <= SAME_UP_TO:
        others = same(entries)
        print("The same question: the suggester's terms, in the suggester's documents")
        for name, answers in others.items():
            print(f"{name:27}{_answers(answers)}")
        print(_ratios(mine.asked.cpu, others), flush=True)


def _answers(one: Answering) -> str:
    return f"{one.p50:8.3f}{one.p99:8.3f}{one.cpu:8.3f}"


def _ratios(mine: float, others: dict[str, Answering]) -> str:
    return "; ".join(f"CPU {mine / one.cpu:.3f} of {name}" for name, one in others.items())


def main() -> None:
    """Print the tables for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="SIZE")
    for size in parser.parse_args().sizes:
        table(shuffled(size))


if __name__ == "__main__":
    main()
