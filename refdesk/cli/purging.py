"""`refdesk privacy purge`: lets go of what is over its time, with a progress bar."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from refdesk.cli.errands import do
from refdesk.cli.remaining import tell_of_remains

STEP = 100  # conversations between two movements of the bar
_WORDS = {
    "conversations": "percakapan: teks, nama, ulasan / conversations: texts, names, comments",
    "audit": "baris audit / audit rows",
    "commands": "tanda terima perintah / stored acknowledgements",
    "contacts": "baris kontak saluran: obrolan, orang / contact rows of channels: chats, persons",
    "requests": "permintaan data pribadi yang selesai / requests about personal data that are done",
}


def purge(file: Path | None, *, dry_run: bool) -> int:
    """Purge, or with `dry_run` only count; exit status 1 when that was refused."""
    due = do(file, "privacy_due", {})
    if due is None:
        return 1
    if dry_run:
        return _print(due)
    gone = dict.fromkeys(_WORDS, 0)
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("menghapus / deleting", total=due["conversations"])
        while True:
            step = do(file, "privacy_purge", {"at_most": STEP})
            if step is None:
                return 1
            gone = {name: count + step[name] for name, count in gone.items()}
            progress.update(task, completed=gone["conversations"])
            if step["conversations"] < STEP:
                break
    _print(gone)
    tell_of_remains(step["put_off"])  # the last step scrubbed what all of them let go of
    return 0


def _print(counts: dict[str, int]) -> int:
    for name, words in _WORDS.items():
        sys.stdout.write(f"{counts[name]}\t{words}\n")
    return 0
