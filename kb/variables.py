"""Variables are the facts that differ per library, written once, used as `{{name}}` in entries."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from kb.entries import Entry, Source
from kb.problems import ContentErrors, Problem

Variables = Mapping[str, Mapping[str, str]]
"""Name of a variable -> language -> wording, such as `{"denda": {"id": "Rp500", "en": "…"}}`."""

REFERENCE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
LANGS = ("id", "en")


def read_variables(path: Path) -> dict[str, dict[str, str]]:
    """Read `variables.toml`: a table per variable with `id`, `en` or one `default` for both.

    Raises ContentErrors when the file cannot be read or a variable lacks a wording.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContentErrors([_unreadable(path, error)]) from error
    variables = {name: _wording(table) for name, table in tables.items()}
    problems = [
        _incomplete(path, name) for name, words in variables.items() if len(words) < len(LANGS)
    ]
    if problems:
        raise ContentErrors(problems)
    return variables


def _wording(table: object) -> dict[str, str]:
    if isinstance(table, str):
        return dict.fromkeys(LANGS, table)
    if not isinstance(table, dict):
        return {}
    found = {lang: table.get(lang, table.get("default")) for lang in LANGS}
    return {lang: words for lang, words in found.items() if isinstance(words, str)}


def unknown_names(text: str, variables: Variables) -> list[str]:
    """List the names used in `text` that no variable has."""
    return [name for name in REFERENCE.findall(text) if name not in variables]


def substitute(text: str, lang: str, variables: Variables) -> str:
    """Put the library's facts into `text`; raises KeyError for a name no variable has."""
    return REFERENCE.sub(lambda match: variables[match[1]][lang], text)


def fill(entry: Entry, variables: Variables) -> Entry:
    """Put the library's facts into every text of an entry; raises KeyError as `substitute`."""

    def put(text: str) -> str:
        return substitute(text, entry.lang.value, variables)

    return replace(
        entry,
        title=put(entry.title),
        answer=put(entry.answer),
        alternatives=tuple(map(put, entry.alternatives)),
        keywords=tuple(map(put, entry.keywords)),
        scope=put(entry.scope),
        for_whom=put(entry.for_whom),
        search_terms=tuple(map(put, entry.search_terms)),
        sources=tuple(
            Source(
                title=put(source.title),
                call_number=put(source.call_number),
                link=put(source.link),
            )
            for source in entry.sources
        ),
    )


def _unreadable(path: Path, error: Exception) -> Problem:
    at = re.search(r"at line (\d+)", str(error))
    line = int(at[1]) if at else 1
    return Problem(path.name, line, f"tidak dapat dibaca ({error})", f"unreadable ({error})")


def _incomplete(path: Path, name: str) -> Problem:
    lines = path.read_text(encoding="utf-8").split("\n")
    at = [number for number, line in enumerate(lines, 1) if line.strip().startswith(f"[{name}]")]
    return Problem(
        path.name,
        at[0] if at else 1,
        f"variabel '{name}' perlu isi 'id' dan 'en' (atau satu 'default')",
        f"the variable '{name}' needs 'id' and 'en' (or one 'default')",
    )
