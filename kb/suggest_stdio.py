"""The line protocol of the retrieval scorer: a corpus, then questions in, rankings out."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from kb.dense import encoder
from kb.entries import Entry, Kind, Lang
from kb.index import build
from kb.suggest import Suggester, Suggestions


def serve(lines: Iterable[str], out: TextIO, *, dense: bool = False) -> None:
    """Index the corpus named by the first line, then answer each further line with one.

    The first line may ask for the extra too: `"dense": true`. Raises DenseMissing without it.
    """
    requests = (json.loads(line) for line in lines if line.strip())
    opening = next(requests, None)
    if opening is None:
        return
    entries = read_corpus(Path(opening["corpus"]))
    with tempfile.TemporaryDirectory(prefix="refdesk-kb-") as directory:
        home = Path(directory)
        means = (encoder(), home) if dense or opening.get("dense") else None
        suggester = Suggester(build(entries, home, "scorer"), entries, dense=means)
    for request in requests:
        print(json.dumps(answer(suggester, request)), file=out, flush=True)


def read_corpus(path: Path) -> list[Entry]:
    """Read corpus rows (id, lang, question, answer, maybe aliases) as FAQ entries."""
    with path.open(encoding="utf-8") as lines:
        return [_entry(json.loads(line)) for line in lines if line.strip()]


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        id=str(row["id"]),
        lang=Lang(row["lang"]),
        kind=Kind.FAQ,
        title=row["question"],
        answer=row["answer"],
        aliases=tuple(row.get("aliases", ())),
    )


def answer(suggester: Suggester, request: dict[str, Any]) -> dict[str, Any]:
    """Answer one question; without a language both are tried and the surer one is taken."""
    limit = int(request.get("k") or 10)
    langs = [request["lang"]] if request.get("lang") else [lang.value for lang in Lang]
    found = max((suggester.suggest(request["text"], lang, limit) for lang in langs), key=_sureness)
    ranked = [[item.entry_id, round(item.confidence, 6)] for item in found.ranked]
    return {"id": request["id"], "ranked": ranked, "shown": found.shown}


def _sureness(found: Suggestions) -> float:
    return found.ranked[0].confidence if found.ranked else 0.0
