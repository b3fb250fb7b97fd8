"""Keys that live beside the database, never in it: made once, readable by their owner only."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import Final

from refdesk.errors import SettingsProblem

BYTES = 32
SHARED: Final = ("codes", "fingerprints", "threads")  # the same on all servers of a database


def key(data_dir: Path, name: str) -> bytes:
    """Give the key `name` of this installation, making it on first use.

    Raises SettingsProblem when the file cannot be read or made, or is damaged.
    """
    path = data_dir / "keys" / name
    try:
        return _read(path) if path.exists() else _make(path)
    except OSError as error:
        raise SettingsProblem(
            f"{path}: kunci tidak dapat dibaca atau dibuat / cannot read or make the key: {error}"
        ) from error


def digest(data_dir: Path) -> str:
    """Give a digest of the keys that all servers of one database must share."""
    keys = b"".join(key(data_dir, name) for name in SHARED)
    return hashlib.blake2b(keys, digest_size=16).hexdigest()


def _read(path: Path) -> bytes:
    try:
        found = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        found = b""
    if len(found) != BYTES:
        raise SettingsProblem(
            f"{path}: kunci rusak; kembalikan dari cadangan / damaged key; restore it from a backup"
        )
    return found


def _make(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = secrets.token_bytes(BYTES)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(made.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return made


def key_ring(data_dir: Path, name: str) -> list[bytes]:
    """Give all keys of a ring, the newest first, making the first one on first use.

    A ring is a folder of keys named 1, 2, 3…; raises SettingsProblem as `key` does.
    """
    numbers = _numbers(data_dir, name) or [1]
    return [key(data_dir, f"{name}/{number}") for number in sorted(numbers, reverse=True)]


def add_key(data_dir: Path, name: str) -> None:
    """Add a newest key to a ring."""
    key(data_dir, f"{name}/{max(_numbers(data_dir, name), default=0) + 1}")


def drop_old_keys(data_dir: Path, name: str) -> None:
    """Delete all keys of a ring but the newest, once nothing is sealed with them."""
    for number in sorted(_numbers(data_dir, name))[:-1]:
        (data_dir / "keys" / name / str(number)).unlink()


def _numbers(data_dir: Path, name: str) -> list[int]:
    folder = data_dir / "keys" / name
    return (
        [int(file.name) for file in folder.iterdir() if file.name.isdigit()]
        if folder.is_dir()
        else []
    )
