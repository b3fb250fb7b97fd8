"""A list file keeps a shelf's decoded impact lists, so that opening an index decodes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kb.generation import Impacts, Numbers

ARRAYS = ("starts", "numbers", "scores", "worths")


def save(path: Path, owners: Numbers, impacts: Mapping[str, Impacts]) -> None:
    """Write the arrays of all fields to one file; a term may not hold a line break."""
    arrays: dict[str, Any] = {"owners": owners}
    for name, field in impacts.items():
        terms = "\n".join(field.rows).encode()
        arrays[f"{name}.terms"] = np.frombuffer(terms, dtype=np.uint8)
        arrays |= {f"{name}.{part}": getattr(field, part) for part in ARRAYS}
    with path.open("wb") as file:
        np.savez(file, **arrays)


def load(path: Path) -> tuple[Numbers, dict[str, Impacts]]:
    """Read what `save` wrote: owners, then impacts by field; raises OSError, ValueError, KeyError.

    Nothing in the file is ever run: pickled arrays are refused.
    """
    with np.load(path, allow_pickle=False) as stored:
        owners = stored["owners"]
        names = [key.removesuffix(".terms") for key in stored if key.endswith(".terms")]
        return owners, {name: _impacts(stored, name, len(owners)) for name in names}


def _impacts(stored: Mapping[str, Any], name: str, size: int) -> Impacts:
    terms = stored[f"{name}.terms"].tobytes().decode()
    rows = {term: row for row, term in enumerate(terms.split("\n") if terms else ())}
    return Impacts(rows, **{part: stored[f"{name}.{part}"] for part in ARRAYS}, size=size)
