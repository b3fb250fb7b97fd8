"""The facts a library fills in: what each is called, where it is asked for, what it looks like."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.variables import read_variables


@dataclass(frozen=True, slots=True)
class Fact:
    """One variable of `variables.toml`; `labels` and `wording` by language.

    `example` says that the wording is invented. `kind` is one of text, number, rupiah, time,
    link, phone, mail.
    """

    name: str
    labels: Mapping[str, str]
    group: str
    kind: str
    wording: Mapping[str, str]
    example: bool


def read_fact_list(path: Path) -> tuple[Fact, ...]:
    """Read all facts in the order of the file; raises ContentErrors as `read_variables`."""
    wordings = read_variables(path)
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(_fact(name, tables[name], words) for name, words in wordings.items())


def _fact(name: str, table: object, wording: Mapping[str, str]) -> Fact:
    said = table if isinstance(table, dict) else {}
    labels = said.get("label", {})
    return Fact(
        name,
        {lang: str(labels.get(lang, name)) for lang in wording},
        str(said.get("group", "library")),
        str(said.get("kind", "text")),
        wording,
        said.get("example") is True,
    )
