"""The retrieval table: `make retrieval`, `python -m tests.retrieval.table`.

Runs the scorer on `libfaq-dev` (words, meaning, wordings learned) and, where
REFDESK_RETRIEVAL_DATA names the folder of public sets, on each of those.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kb.dense import DenseMissing, encoder
from tests.retrieval.unseen import write_set

HERE = Path(__file__).parent
OWN = HERE / "libfaq-dev"
FIGURES = {
    "S@1": "S@1",
    "S@3": "S@3",
    "kept@10": "kept_at_false10",
    "shown_ok": "shown_ok",
    "false": "false_shown",
    "ms": "median_ms",
}
WORDINGS = (0, 1)
"""Hard wordings of `libfaq-dev` that entries may have learned."""
Run = tuple[str, Path, tuple[str, ...], bool]
"""What a row is called, its set, the scorer's options, whether the extra is asked."""


def scored(data: Path, options: tuple[str, ...], *, dense: bool) -> dict[str, float]:
    """Run the scorer against `python -m kb suggest-stdio`, give its figures."""
    command = f"{sys.executable} -m kb suggest-stdio{' --dense' if dense else ''}"
    scorer = [sys.executable, str(HERE / "as_given" / "score.py"), "--cmd", command]
    run = subprocess.run(
        [*scorer, "--set", str(data), *options],
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE.parents[1],
    )
    figures: dict[str, float] = json.loads(run.stdout)
    return figures


def runs(public: Path | None, unseen: Path) -> Iterator[Run]:
    """Name everything that is measured, the extra only where it is installed."""
    for dense in (False, True) if _installed() else (False,):
        how = "with the dense extra" if dense else "words"
        yield f"libfaq-dev, {how}", OWN, (), dense
        for lang in ("en", "id"):
            options = ("--tier", "natural", "--qlangs", lang)
            yield f"  natural wording, {lang}", OWN, options, dense
        yield "  one learned wording each, hidden", OWN, ("--alias", "1", "--alias-hide"), dense
        yield "  one learned wording each, known", OWN, ("--alias", "1"), dense
        yield "  questions unseen before", unseen / "none", (), dense
        for nth in WORDINGS:
            yield f"  these, wording {nth + 1} learned", unseen / str(nth), (), dense
        for folder in sorted(public.iterdir()) if public else ():
            if (folder / "corpus.jsonl").is_file():
                yield f"{folder.name}, {how}", folder, (), dense


def _installed() -> bool:
    try:
        encoder()
    except DenseMissing:
        return False
    return True


def main() -> None:
    """Print the table."""
    named = os.environ.get("REFDESK_RETRIEVAL_DATA")
    print(f"{'':36}" + "".join(f"{name:>9}" for name in FIGURES))
    with tempfile.TemporaryDirectory(prefix="refdesk-unseen-") as folder:
        write_set(Path(folder) / "none")
        for nth in WORDINGS:
            write_set(Path(folder) / str(nth), nth)
        for label, data, options, dense in runs(Path(named) if named else None, Path(folder)):
            print(f"{label:36}{_cells(scored(data, options, dense=dense))}", flush=True)


def _cells(found: dict[str, float]) -> str:
    figures = (found.get(key) for key in FIGURES.values())
    return "".join(f"{'-':>9}" if figure is None else f"{figure:9.3f}" for figure in figures)


if __name__ == "__main__":
    main()
