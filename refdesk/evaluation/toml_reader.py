"""A reader takes typed values out of a TOML file, noting each fault with its place and remedy."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from refdesk.evaluation.instruments import Words

LANGUAGES: Final = ("id", "en")


class MaterialErrors(Exception):
    """The files hold faults; `problems` lists all, as `file: place: what`, in both languages."""

    def __init__(self, problems: list[str]) -> None:
        """Keep the problems."""
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass
class Table:
    """One table of a file at a place such as `codebooks[0].areas[2]`; faults go to `problems`."""

    file: str
    place: str
    values: dict[str, Any]
    problems: list[str]
    asked: set[str] = field(default_factory=set)

    def note(self, key: str, what: str) -> None:
        """Note a fault of a key."""
        at = f"{self.place}.{key}".strip(".")
        self.problems.append(f"{self.file}: {at}: {what}")

    def _take(self, key: str) -> Any:  # noqa: ANN401 - whatever the file holds
        self.asked.add(key)
        return self.values.get(key)

    def text(self, key: str) -> str:
        """Read a text that has to be there."""
        found = self._take(key)
        if isinstance(found, str) and found.strip():
            return found
        self.note(key, "teks wajib diisi / a text is required")
        return ""

    def words(self, key: str) -> Words:
        """Read a text in both languages."""
        return self._words(key, self._take(key))

    def many_words(self, key: str) -> tuple[Words, ...]:
        """Read texts in both languages, at least one."""
        found = self._take(key)
        if not isinstance(found, list) or not found:
            self.note(key, "daftar wajib diisi / a list is required")
            return ()
        return tuple(self._words(f"{key}[{n}]", one) for n, one in enumerate(found))

    def _words(self, key: str, found: object) -> Words:
        said = found if isinstance(found, dict) else {}
        for language in LANGUAGES:
            text = said.get(language)
            if not isinstance(text, str) or not text.strip():
                self.note(f"{key}.{language}", "teks wajib diisi / a text is required")
        for strange in said.keys() - set(LANGUAGES):
            self.note(f"{key}.{strange}", "bahasa tidak dikenal / unknown language")
        return {language: str(said.get(language, "")) for language in LANGUAGES}

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts, at least one."""
        found = self._take(key)
        if isinstance(found, list) and found and all(isinstance(one, str) for one in found):
            return tuple(found)
        self.note(key, "daftar teks wajib diisi / a list of texts is required")
        return ()

    def number(self, key: str, least: float, most: float) -> float:
        """Read a number between two limits, both included."""
        found = self._take(key)
        number = isinstance(found, int | float) and not isinstance(found, bool)
        if number and least <= found <= most:
            return float(found)
        self.note(key, f"harus bilangan / must be a number, {least:g}–{most:g}")
        return least

    def maybe_number(self, key: str, least: float, most: float) -> float | None:
        """Read a number that may be left out."""
        return self.number(key, least, most) if key in self.values else None

    def flag(self, key: str) -> bool:
        """Read true or false; false where it is left out."""
        found = self._take(key)
        if found is None or isinstance(found, bool):
            return bool(found)
        self.note(key, "harus true atau false / must be true or false")
        return False

    def table(self, key: str) -> Table | None:
        """Read a table that may be left out."""
        found = self._take(key)
        return None if found is None else self._table(key, found)

    def tables(self, key: str) -> Iterator[Table]:
        """Read tables, at least one; unknown keys of each are noted after it was used."""
        found = self._take(key)
        if not isinstance(found, list) or not found:
            self.note(key, "paling sedikit satu / at least one is required")
            return
        for number, one in enumerate(found):
            inner = self._table(f"{key}[{number}]", one)
            yield inner
            inner.end()

    def _table(self, key: str, found: object) -> Table:
        if not isinstance(found, dict):
            self.note(key, "harus tabel / must be a table")
        place = f"{self.place}.{key}".strip(".")
        return Table(self.file, place, found if isinstance(found, dict) else {}, self.problems)

    def end(self) -> None:
        """Note the keys that nobody asked for."""
        for strange in sorted(self.values.keys() - self.asked):
            self.note(strange, "kunci tidak dikenal / unknown key")


def read_toml(text: str, file: str, problems: list[str]) -> Table:
    """Give the top table of a file; one that cannot be read is a fault with its line, and empty."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{file}: {error}")
        values = {}
    return Table(file, "", values, problems)
