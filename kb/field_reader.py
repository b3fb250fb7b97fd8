"""A field reader takes typed values out of a page's front matter, noting each fault it meets."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeVar

from kb.addresses import may_be_written
from kb.entries import Entry, Kind, Source
from kb.front_matter import Page
from kb.problems import Problem

TEXTS = ("id", "kind", "title", "audience", "state", "owner", "reviewed", "review_by")
LISTS = ("alternatives", "keywords", "topics", "related")
PATHFINDER_TEXTS = ("scope", "for_whom")
KNOWN = frozenset(
    {*TEXTS, *LISTS, *PATHFINDER_TEXTS, "sources", "search_terms"},
)
SLUG = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
Choice = TypeVar("Choice", bound=StrEnum)


class FieldReader:
    """Takes typed values out of a page's fields, noting each fault instead of stopping."""

    def __init__(self, page: Page, file: str) -> None:
        """Begin with a page; a key that no entry has is a fault already."""
        self.page = page
        self.file = file
        self.problems: list[Problem] = []
        for name in page.fields.keys() - KNOWN:
            known = ", ".join(sorted(KNOWN))
            self.note(name, f"kunci tidak dikenal; yang ada: {known}", f"unknown key; use: {known}")

    def note(self, name: str, reason_id: str, reason_en: str) -> None:
        """Record a fault of one field."""
        field = self.page.fields.get(name)
        line = field.line if field else 1
        self.problems.append(
            Problem(self.file, line, f"'{name}': {reason_id}", f"'{name}': {reason_en}")
        )

    def text(self, name: str) -> str:
        """Read an optional text."""
        field = self.page.fields.get(name)
        if field is None:
            return ""
        if isinstance(field.value, str):
            return field.value
        self.note(name, "harus satu teks, bukan daftar", "must be one text, not a list")
        return ""

    def required(self, name: str) -> str:
        """Read a text that must be there."""
        text = self.text(name)
        if not text:
            self.note(name, "wajib diisi", "is required")
        return text

    def texts(self, name: str) -> tuple[str, ...]:
        """Read a list of texts, none of them empty."""
        items = self._items(name)
        texts = tuple(item for item in items if isinstance(item, str) and item)
        if len(texts) != len(items):
            self.note(
                name,
                "butir kosong atau bertitik dua; beri tanda kutip",
                "an item is empty or holds a colon; quote it",
            )
        return texts

    def _items(self, name: str) -> tuple[str | dict[str, str], ...]:
        field = self.page.fields.get(name)
        if field is None or field.value == "":
            return ()
        if isinstance(field.value, str):
            self.note(
                name, "harus daftar (satu butir per baris '- …')", "must be a list of '- …' lines"
            )
            return ()
        return field.value

    def choice(self, name: str, kinds: type[Choice], default: Choice) -> Choice:
        """Read one word out of a closed set."""
        text = self.text(name)
        try:
            return kinds(text) if text else default
        except ValueError:
            known = ", ".join(kinds)
            self.note(name, f"'{text}' tidak dikenal; pakai {known}", f"'{text}'; use {known}")
            return default

    def day(self, name: str) -> date | None:
        """Read a date written as YYYY-MM-DD."""
        text = self.text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.note(
                name, f"'{text}' bukan tanggal TTTT-BB-HH", f"'{text}' is not a YYYY-MM-DD date"
            )
            return None

    def slug(self, name: str, default: str) -> str:
        """Read the entry's id: lower-case letters, digits, hyphens."""
        text = self.text(name) or default
        if not set(text) <= SLUG:
            self.note(
                name,
                f"'{text}' hanya boleh huruf kecil, angka, tanda hubung",
                f"'{text}' may hold only lower-case letters, digits, hyphens",
            )
        return text

    def sources(self) -> tuple[Source, ...]:
        """Read the sources: plain texts, or mappings of title, call_number, link."""
        return tuple(
            source for item in self._items("sources") if (source := self._source(item)) is not None
        )

    def _source(self, item: str | dict[str, str]) -> Source | None:
        parts = {"title": item} if isinstance(item, str) else item
        link = parts.get("link", "")
        if link and not may_be_written(link):
            self.note(
                "sources",
                f"{link[:80]!r} bukan alamat; mulai dengan https://, http://, mailto:, tel: atau /",
                f"{link[:80]!r} is no address; begin with https://, http://, mailto:, tel: or /",
            )
        if parts.get("title") and parts.keys() <= {"title", "call_number", "link"}:
            return Source(**parts)
        self.note(
            "sources",
            "tiap sumber perlu 'title', boleh 'call_number' dan 'link'",
            "each source needs 'title', may have 'call_number', 'link'",
        )
        return None

    def expect(self, entry: Entry, kind: Kind, slug: str) -> None:
        """Note where the entry disagrees with the place its file is in."""
        if entry.id != slug:
            self.note("id", f"harus sama dengan nama berkas '{slug}'", f"must be '{slug}'")
        if entry.kind is not kind:
            self.note("kind", f"folder ini untuk '{kind}'", f"this folder is for '{kind}'")
        if not entry.answer.strip():
            problem = Problem(
                self.file, self.page.body_line, "jawaban masih kosong", "the answer is empty"
            )
            self.problems.append(problem)
