"""A list file keeps a shelf's decoded postings, so that opening an index decodes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kb.impacts import Numbers, Postings

ARRAYS = ("starts", "numbers", "times", "lengths")


def save(path: Path, owners: Numbers, fields: Mapping[str, Postings]) -> None:
    """Write the arrays of all fields to one file; a term may not hold a line break."""
    arrays: dict[str, Any] = {"owners": owners}
    for name, field in fields.items():
        terms = "\n".join(field.rows).encode()
        arrays[f"{name}.terms"] = np.frombuffer(terms, dtype=np.uint8)
        arrays |= {f"{name}.{part}": getattr(field, part) for part in ARRAYS}
    with path.open("wb") as file:
        np.savez(file, **arrays)


def load(path: Path) -> tuple[Numbers, dict[str, Postings]]:
    """Read what `save` wrote: owners, then postings by field.

    Raises OSError, ValueError or KeyError. Nothing in the file is ever run: pickled arrays are
    refused.
    """
    with np.load(path, allow_pickle=False) as stored:
        names = [key.removesuffix(".terms") for key in stored if key.endswith(".terms")]
        return stored["owners"], {name: _postings(stored, name) for name in names}


def _postings(stored: Mapping[str, Any], name: str) -> Postings:
    terms = stored[f"{name}.terms"].tobytes().decode()
    rows = {term: row for row, term in enumerate(terms.split("\n") if terms else ())}
    return Postings(rows, **{part: stored[f"{name}.{part}"] for part in ARRAYS})
