"""`refdesk kb`: the knowledge base from the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from refdesk.cli.errands import do


def import_content(file: Path | None, directory: Path) -> int:
    """Import a directory of Markdown entries, all or nothing."""
    answer = do(file, "kb_import", {"directory": str(directory.absolute())})
    if answer is None:
        sys.stderr.write("tidak ada yang diimpor / nothing was imported\n")
        return 1
    sys.stdout.write(f"{answer['changed']} versi entri berubah / entry versions changed\n")
    return 0


def export_content(file: Path | None, directory: Path) -> int:
    """Write every entry as a Markdown file."""
    answer = do(file, "kb_export", {"directory": str(directory.absolute())})
    if answer is None:
        return 1
    sys.stdout.write(f"{answer['written']} berkas ditulis / files written\n")
    return 0
