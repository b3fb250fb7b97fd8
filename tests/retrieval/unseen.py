"""Questions written before anything was looked at: half to mend by, half to measure with."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
TABLE = HERE / "unseen-questions.tsv"
CORPUS = HERE / "libfaq-dev" / "corpus.jsonl"
LIBFAQ, STARTER = "libfaq-dev", "starter"


class Unseen(NamedTuple):
    """A question to one of two knowledge bases, with the entries that answer it, if any do."""

    half: str
    base: str
    lang: str
    text: str
    entries: frozenset[str]


def unseen(base: str) -> list[Unseen]:
    """Read the questions to one knowledge base."""
    rows = (line.split("\t") for line in TABLE.read_text("utf-8").splitlines()[1:])
    return [
        Unseen(half, of_base, lang, text, frozenset(ids.split(",")) - {"-"})
        for half, of_base, lang, text, ids in rows
        if of_base == base
    ]


def write_set(folder: Path, learned: int | None = None) -> None:
    """Write the questions to `libfaq-dev` as a set for the scorer.

    With `learned` each entry has learned that one of its hard wordings in `libfaq-dev`, 0 or 1.
    """
    folder.mkdir(exist_ok=True)
    _write(folder / "corpus.jsonl", corpus(learned))
    rows = [
        {"id": f"q{number}", "lang": one.lang, "text": one.text, "relevant": sorted(one.entries)}
        for number, one in enumerate(unseen(LIBFAQ))
    ]
    for name, kept in (
        ("queries.jsonl", [row for row in rows if row["relevant"]]),
        ("unanswerable.jsonl", [row for row in rows if not row["relevant"]]),
    ):
        _write(folder / name, kept)


def corpus(learned: int | None = None) -> list[dict[str, Any]]:
    """Give the entries of `libfaq-dev`, as in `write_set`."""
    entries = _rows(CORPUS)
    if learned is not None:
        hard: dict[str, list[str]] = {}
        for query in _rows(CORPUS.with_name("queries.jsonl")):
            if query["tier"] == "hard":
                hard.setdefault(query["relevant"][0], []).append(query["text"])
        for entry in entries:
            entry["aliases"] = hard[entry["id"]][learned : learned + 1]
    return entries


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
