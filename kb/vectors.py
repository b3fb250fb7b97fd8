"""A vector file keeps the vectors of texts by the hash of what was encoded."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from kb.dense import WIDTH, Encoder
from kb.transformer import Array

NAME = "vectors.npz"
SHORT = 16
"""Bytes of a hash that name a text."""
Known = dict[bytes, Array]


def vectors(texts: Sequence[str], encoder: Encoder, directory: Path) -> Array:
    """Give a vector per text, n x 384; only what the directory's file lacks is encoded.

    A damaged file is made anew; what no text asks for any more is dropped from it.
    """
    place = directory / NAME
    names = [_name(text, encoder) for text in texts]
    known = read(place)
    lacking = {name: text for name, text in zip(names, texts, strict=True) if name not in known}
    known |= zip(lacking, encoder.many([*lacking.values()]).astype(np.float16), strict=True)
    wanted = {name: known[name] for name in names}
    if lacking:
        _write(place, wanted)
    return np.array([wanted[name] for name in names], np.float32).reshape(-1, WIDTH)


def read(place: Path) -> Known:
    """Read what is known; nothing if the file is missing or not as it was written."""
    try:
        with place.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            names, found = stored["names"], stored["vectors"]
            if stored["checksum"].tobytes() != _checksum(names, found) or len(names) != len(found):
                return {}
            return {name.tobytes(): vector for name, vector in zip(names, found, strict=True)}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error, TypeError):
        return {}


def _write(place: Path, known: Known) -> None:
    names = np.array([np.frombuffer(name, np.uint8) for name in known])
    found = np.array([*known.values()], np.float16)
    fresh = place.with_suffix(".fresh")
    place.parent.mkdir(parents=True, exist_ok=True)
    with fresh.open("wb") as file:
        checksum = np.frombuffer(_checksum(names, found), np.uint8)
        np.savez(file, names=names, vectors=found, checksum=checksum)
    fresh.replace(place)


def _name(text: str, encoder: Encoder) -> bytes:
    return hashlib.sha256(f"{encoder.name}\n{text}".encode()).digest()[:SHORT]


def _checksum(names: np.ndarray, found: np.ndarray) -> bytes:
    return hashlib.sha256(names.tobytes() + found.tobytes()).digest()
