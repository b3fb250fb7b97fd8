"""`refdesk kb`: the knowledge base from the command line."""

from __future__ import annotations

import sys
from importlib.resources import as_file, files
from pathlib import Path

from refdesk.cli.errands import do
from refdesk.operations.data_folder import make_data_folder
from refdesk.operations.facts import OWN
from refdesk.settings import load


def import_content(file: Path | None, directory: Path | None) -> int:
    """Import a directory of Markdown entries (None: the starter content), all or nothing."""
    with as_file(files("kb") / "content") as starter:
        chosen = (directory or starter).absolute()
        answer = do(file, "kb_import", {"directory": str(chosen)})
    if answer is None:
        sys.stderr.write("tidak ada yang diimpor / nothing was imported\n")
        return 1
    sys.stdout.write(f"{answer['changed']} versi entri berubah / entry versions changed\n")
    if not answer["indexed"]:
        sys.stdout.write(
            "entri tersimpan; indeksnya dibangun server / kept; the server builds the index\n"
        )
    return 0


def check_content(file: Path | None) -> int:
    """Print what is wrong between the entries of the database; 1 where something is broken."""
    answer = do(file, "kb_check", {})
    if answer is None:
        return 1
    for fault, told_id, told_en in answer["findings"]:
        mark = "!" if fault else "-"
        sys.stdout.write(f"{mark} {told_id} / {told_en.partition(': ')[2]}\n")
    faults = sum(fault for fault, _, _ in answer["findings"])
    sys.stdout.write(f"{answer['versions']} versi, {faults} kesalahan / versions, faults\n")
    return 1 if faults else 0


def write_facts(file: Path | None) -> int:
    """Put the library's facts, as examples, where the next start takes them in."""
    settings = load(file)
    make_data_folder(settings)
    own = settings.data_dir / OWN
    if own.exists():
        sys.stderr.write(f"{own}: sudah ada, tidak diubah / exists, left as it is\n")
        return 1
    own.write_text((files("kb") / "content" / "variables.toml").read_text("utf-8"), "utf-8")
    sys.stdout.write(
        f"{own}: isi, ubah example menjadi false, lalu mulai ulang server / "
        "fill it in, set example to false, restart the server\n"
    )
    return 0


def export_content(file: Path | None, directory: Path) -> int:
    """Write every entry as a Markdown file."""
    answer = do(file, "kb_export", {"directory": str(directory.absolute())})
    if answer is None:
        return 1
    sys.stdout.write(f"{answer['written']} berkas ditulis / files written\n")
    return 0
