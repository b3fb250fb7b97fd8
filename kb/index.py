"""The index is stored with Whoosh, one per language, under a manifest that proves it whole."""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from zipfile import BadZipFile

from kb.analysis import LANGS
from kb.entries import Entry
from kb.generation import Generation, Shelf
from kb.list_file import load, save

READERS = (
    "affixes",
    "analysis",
    "concepts",
    "decoding",
    "documents",
    "generation",
    "index",
    "list_file",
    "listed",
    "spelling",
    "stems",
    "vocabulary",
    "writing",
)
"""Modules that decide what stands in an index: when one changes, old indexes no longer fit."""
MANIFEST = "manifest.json"
LISTS = "lists.npz"
DAMAGE = (
    *(OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, EOFError),
    *(AssertionError, zlib.error, BadZipFile),
)


class DamagedIndex(Exception):
    """The index is missing, from another format or not as it was written; build it again."""


def _untold(_: int, __: int) -> None:
    """Tell nobody how far it is."""


def build(
    entries: Iterable[Entry],
    directory: Path,
    version: str,
    tell: Callable[[int, int], None] = _untold,
) -> Generation:
    """Write an index of the findable entries, make it the directory's current one, give it.

    `version` says what state of the source it was built from. Older generations are removed.
    `tell` hears how many entries are read and of how many; when it raises, the index of before
    stays.
    """
    from kb.listed import written_to  # noqa: PLC0415 - Whoosh is loaded when needed: 2 MiB

    name = uuid.uuid4().hex
    home = directory / name
    chosen = [entry for entry in entries if entry.findable]
    shelved: dict[str, list[str]] = {}
    for lang in LANGS:
        place = home / lang
        place.mkdir(parents=True)
        of_lang = sorted((e for e in chosen if e.lang == lang), key=lambda entry: entry.id)
        heard = partial(_told, tell, sum(map(len, shelved.values())), len(chosen))
        save(place / LISTS, *written_to(place, of_lang, heard))
        shelved[lang] = [entry.id for entry in of_lang]
    _put_manifest(directory, name, version, shelved)
    _remove_others(directory, name)
    return open_generation(directory)


def _told(tell: Callable[[int, int], None], before: int, total: int, done: int) -> None:
    tell(before + done, total)


def open_generation(directory: Path) -> Generation:
    """Read the directory's current index into memory; raises DamagedIndex if it is not whole.

    The lists decoded from Whoosh's files lie beside them; Whoosh itself is not asked again.
    """
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        home, shelved = directory / str(manifest["generation"]), manifest["entries"]
        if manifest["format"] != reading() or _checksum(home, shelved) != manifest["checksum"]:
            raise DamagedIndex(directory)
        shelves = {lang: _shelf(home / lang, shelved[lang], lang) for lang in LANGS}
        return Generation(str(manifest["generation"]), str(manifest["version"]), shelves)
    except DAMAGE as error:
        raise DamagedIndex(directory) from error


def _shelf(place: Path, ids: Sequence[str], lang: str) -> Shelf:
    return Shelf(lang, tuple(ids), *load(place / LISTS))


@cache
def reading() -> str:
    """Give the fingerprint of how texts are read: the lexicons with the code that uses them."""
    home = files("kb")
    tables = sorted(home.joinpath("lexicons").iterdir(), key=lambda table: table.name)
    digest = hashlib.sha256()
    for part in (*(home.joinpath(f"{name}.py") for name in READERS), *tables):
        digest.update(part.read_bytes())
    return digest.hexdigest()


def _checksum(home: Path, shelved: dict[str, list[str]]) -> str:
    """Give the checksum of all files and of the ids that the manifest gives to their entries."""
    digest = hashlib.sha256(json.dumps(shelved, sort_keys=True).encode())
    for file in sorted(path for path in home.rglob("*") if path.is_file()):
        if file.suffix != ".lock" and "LOCK" not in file.name:
            digest.update(str(file.relative_to(home)).encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _put_manifest(directory: Path, name: str, version: str, shelved: dict[str, list[str]]) -> None:
    manifest = {
        "format": reading(),
        "generation": name,
        "version": version,
        "checksum": _checksum(directory / name, shelved),
        "entries": shelved,
    }
    fresh = directory / f"{MANIFEST}.{name}"
    fresh.write_text(json.dumps(manifest), encoding="utf-8")
    fresh.replace(directory / MANIFEST)


def _remove_others(directory: Path, name: str) -> None:
    for path in directory.iterdir():
        if path.is_dir() and path.name != name and (path / LANGS[0]).is_dir():
            shutil.rmtree(path, ignore_errors=True)
