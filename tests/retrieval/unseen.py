"""Questions written before anything was looked at: half to mend by, half to measure with."""

import json
from pathlib import Path
from typing import NamedTuple

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


def write_set(folder: Path) -> None:
    """Write the questions to `libfaq-dev` as a set for the scorer."""
    (folder / "corpus.jsonl").write_text(CORPUS.read_text("utf-8"), "utf-8")
    rows = [
        {"id": f"q{number}", "lang": one.lang, "text": one.text, "relevant": sorted(one.entries)}
        for number, one in enumerate(unseen(LIBFAQ))
    ]
    for name, kept in (
        ("queries.jsonl", [row for row in rows if row["relevant"]]),
        ("unanswerable.jsonl", [row for row in rows if not row["relevant"]]),
    ):
        (folder / name).write_text("".join(f"{json.dumps(row)}\n" for row in kept), "utf-8")
