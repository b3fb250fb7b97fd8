"""An import with one broken file among sound ones changes nothing, naming the broken line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.content_files import ContentErrors
from kb.variables import read_variables
from refdesk.knowledge.importing import import_directory
from refdesk.store.opening import open_store
from tests.contracts.writing import NOON
from tests.retrieval.conftest import CONTENT

SLUGS = ("denda", "jam-buka", "panduan-peta", "isbn")
LANGS = ("id", "en")
Broken = tuple[str | bytes, int]
"""A file's content, and the line that has to be named; 0 where it shows only further on."""
Breaker = Callable[[list[str]], Broken]


def lines_of(path: Path) -> list[str]:
    """Give a file's lines, to break one of them."""
    return path.read_text("utf-8").split("\n")


def at(lines: list[str], start: str) -> int:
    """Give the index of the line that starts so."""
    return next(n for n, line in enumerate(lines) if line.startswith(start))


def instead(start: str, new: str) -> Breaker:
    """Break by putting another line in the place of the one that starts so."""

    def broken(lines: list[str]) -> Broken:
        place = at(lines, start)
        return "\n".join([*lines[:place], new, *lines[place + 1 :]]), place + 1

    return broken


def added(new: str, named: int = 2) -> Breaker:
    """Break by a line of front matter more, right after the opening fence."""
    return lambda lines: ("\n".join([lines[0], new, *lines[1:]]), named)


def without_closing(lines: list[str]) -> Broken:
    """Break by leaving the front matter open."""
    place = [n for n, line in enumerate(lines) if line == "---"][1]
    return "\n".join([*lines[:place], *lines[place + 1 :]]), 1


def without_answer(lines: list[str]) -> Broken:
    """Break by leaving the answer out."""
    place = [n for n, line in enumerate(lines) if line == "---"][1]
    return "\n".join(lines[: place + 1]), place + 2


def in_latin_1(lines: list[str]) -> Broken:
    """Break by bytes that are not UTF-8, on the last line."""
    return "\n".join(lines).encode() + b"caf\xe9", len(lines)


def unknown_fact(lines: list[str]) -> Broken:
    """Break by naming a fact that no library has."""
    return "\n".join([*lines, "Lihat {{tidak_dikenal}}."]), len(lines) + 1


BREAKERS: dict[str, Breaker] = {
    "no fence": lambda lines: ("\n".join(lines[1:]), 1),
    "text before the fence": lambda lines: ("\n".join(["Catatan", *lines]), 1),
    "empty": lambda _: ("", 1),
    "no closing fence": without_closing,
    "no answer": without_answer,
    "not UTF-8": in_latin_1,
    "unknown fact": unknown_fact,
    "unknown key": added("penulis: sari"),
    "key twice": lambda lines: (
        "\n".join([*lines[:2], lines[1], *lines[2:]]),
        3,
    ),
    "no title": instead("title:", "title: ''"),
    "title is a list": instead("title:", "title: [satu, dua]"),
    "title is a mapping": instead("title:", "title: {satu: dua}"),
    "open quote": lambda lines: (instead("kind:", "kind: 'faq")(lines)[0], 0),
    "tab": instead("kind:", "\tkind: faq"),
    "bad kind": instead("kind:", "kind: artikel"),
    "bad state": instead("state:", "state: terbit"),
    "bad audience": instead("audience:", "audience: semua"),
    "day in other order": instead("reviewed:", "reviewed: 24-11-2026"),
    "day that never was": instead("review_by:", "review_by: '2027-02-30'"),
    "day in words": instead("reviewed:", "reviewed: kemarin"),
    "id of another file": instead("id:", "id: lain"),
    "id with capitals": instead("id:", "id: Denda Baru"),
    "alternatives as text": instead("alternatives:", "alternatives: satu\nlebih:"),
    "owner as list": instead("owner:", "owner: [a, b]"),
    "related as mapping": instead("related:", "related: {a: b}\nlebih:"),
    "keywords in keywords": instead("keywords:", "keywords: [[a]]\nlebih:"),
}


def cases() -> Iterator[tuple[str, Breaker]]:
    """Give every way to break every file."""
    for lang in LANGS:
        for slug in SLUGS:
            folder = "panduan" if slug.startswith("panduan") else "faq"
            for breaker in BREAKERS.values():
                yield f"{lang}/{folder}/{slug}.md", breaker


def sound(root: Path) -> dict[str, str]:
    """Write one entry in both languages into `root`; give the text of each file."""
    names = [f"{lang}/faq/denda.md" for lang in LANGS]
    files = {name: (CONTENT / name).read_text("utf-8") for name in names}
    for name, text in files.items():
        put(root / name, text)
    return files


def put(path: Path, content: str | bytes) -> None:
    """Write a file, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


async def test_every_malformed_import_changes_nothing_and_names_file_and_line(
    tmp_path: Path,
) -> None:
    """Over two hundred broken files, one at a time among sound ones that differ from the base."""
    root, facts = tmp_path / "content", read_variables(CONTENT / "variables.toml")
    files = sound(root)
    store = await open_store(f"sqlite:///{tmp_path / 'refdesk.db'}", clock=lambda: NOON)
    try:
        await import_directory(store.entries, root, facts, NOON, "test")
        before, version = await store.entries.all(), await store.entries.version()
        files["id/faq/denda.md"] += "Baru."
        put(root / "id/faq/denda.md", files["id/faq/denda.md"])
        tried = 0
        for name, breaker in cases():
            content, line = breaker(lines_of(CONTENT / name))
            put(root / name, content)
            with pytest.raises(ContentErrors) as refused:
                await import_directory(store.entries, root, facts, NOON, "test")
            problems = refused.value.problems
            assert {problem.file for problem in problems} == {name}
            assert line in {problem.line if line else 0 for problem in problems}, problems
            assert await store.entries.version() == version
            (root / name).unlink()
            if name in files:
                put(root / name, files[name])
            tried += 1
        assert tried >= 200
        assert await store.entries.all() == before
        assert await import_directory(store.entries, root, facts, NOON, "test") == 1
    finally:
        await store.close()
