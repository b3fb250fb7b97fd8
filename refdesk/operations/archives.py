"""Archives: one file with a snapshot of the database and what lives beside it.

A tar file, compressed, holding `manifest.json` and `database` (the snapshot); keys too, but only
where the whole archive is sealed under a backup key.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import secrets
import shutil
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from refdesk.errors import SettingsProblem
from refdesk.privacy.file_sealing import is_sealed, open_file, seal_file

MANIFEST, DATABASE = "manifest.json", "database"
_COMPRESSION = 6


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself."""

    made_at: str  # ISO 8601, UTC
    release: str
    revision: str  # of the schema
    kind: str  # sqlite or postgresql
    sha256: str  # of the snapshot


def pack(target: Path, manifest: Manifest, files: Mapping[str, Path], key: bytes | None) -> None:
    """Write an archive in one step: it is there whole or not at all.

    `files` are paths by their name in the archive; keys may be among them only with a `key`.
    """
    unfinished = target.with_name(target.name + ".unfinished")
    with TemporaryFile(dir=target.parent) as plain:
        _write_tar(plain, manifest, files)
        plain.seek(0)
        with unfinished.open("wb") as file:
            unfinished.chmod(0o600)
            if key is None:
                shutil.copyfileobj(plain, file)
            else:
                seal_file(key, plain, file, secrets.token_bytes)
    unfinished.replace(target)


def _write_tar(plain: IO[bytes], manifest: Manifest, files: Mapping[str, Path]) -> None:
    with (
        gzip.GzipFile(fileobj=plain, mode="wb", compresslevel=_COMPRESSION) as compressed,
        tarfile.open(fileobj=compressed, mode="w") as tar,
    ):
        described = json.dumps(asdict(manifest), indent=1).encode()
        with TemporaryFile() as file:
            file.write(described)
            file.seek(0)
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(described)
            tar.addfile(entry, file)
        for name, path in files.items():
            tar.add(path, name, recursive=False)


def unpack(archive: Path, into: Path, key: bytes | None) -> Manifest:
    """Take an archive apart; the snapshot is checked against its digest.

    Raises SettingsProblem naming what is wrong: no such file, a key is needed, another key, damage.
    """
    with TemporaryFile(dir=into) as plain:
        _read(archive, plain, key)
        plain.seek(0)
        try:
            with gzip.GzipFile(fileobj=plain) as data, tarfile.open(fileobj=data) as tar:
                _take_out(tar, into)
            found: dict[str, Any] = json.loads((into / MANIFEST).read_text("utf-8"))
            manifest = Manifest(**found)
        except (OSError, EOFError, ValueError, TypeError, tarfile.TarError) as error:
            raise _problem(archive, "rusak", f"damaged ({error})") from None
    if digest_of(into / DATABASE) != manifest.sha256:
        raise _problem(archive, "isinya tidak sesuai catatannya", "its content is not as noted")
    return manifest


def _take_out(tar: tarfile.TarFile, into: Path) -> None:
    """Write the files of an archive; raises ValueError for one that would land elsewhere."""
    for entry in tar:
        target = (into / entry.name).resolve()
        content = tar.extractfile(entry)
        if content is None or not target.is_relative_to(into.resolve()):
            raise ValueError(entry.name)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with content, target.open("wb") as file:
            target.chmod(0o600)
            shutil.copyfileobj(content, file)


def _read(archive: Path, plain: IO[bytes], key: bytes | None) -> None:
    try:
        with archive.open("rb") as file:
            if not is_sealed(file):
                shutil.copyfileobj(file, plain)
                return
            if key is None:
                raise _problem(archive, "terkunci: beri --key", "it is sealed: give --key")
            open_file(key, file, plain)
    except ValueError:
        raise _problem(archive, "kuncinya lain, atau rusak", "another key, or damaged") from None
    except OSError as error:
        raise _problem(archive, "tidak dapat dibaca", str(error.strerror)) from None


def digest_of(file: Path) -> str:
    """Give the SHA-256 of a file in hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _problem(archive: Path, indonesian: str, english: str) -> SettingsProblem:
    return SettingsProblem(f"{archive}: {indonesian} / {english}")
