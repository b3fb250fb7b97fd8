"""House rules on what files say: a first sentence, nothing unfinished, no place of one machine."""

import ast
import re
from pathlib import Path
from typing import Final

from tests.house.code_files import CODE, PACKAGES, files, modules, place

UNFINISHED: Final = re.compile(
    r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|not implemented yet|unittest\.mock"
)
TEXTS: Final = (*CODE, ".md", ".toml", ".json", ".lock", ".po", ".yaml", ".yml", ".sh", ".service")
# Written in parts, so that this file does not find itself.
HOSTS: Final = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com")
MACHINE: Final = re.compile(
    r"(?<![\w.:/-])/(work|root|farm|tmp/brief)/|" + "|".join(map(re.escape, HOSTS))
)
SKIP: Final = re.compile(r"pytest\.(skip|xfail|importorskip|mark\.(skip|xfail))|\.only\(")
# Addresses that name something and are never asked for anything.
NAMES: Final = (
    r"www\.w3\.org|schema\.org|www\.sitemaps\.org|[\w.-]*\.example|127\.0\.0\.1|localhost"
)
ADDRESS: Final = re.compile(rf"https?://(?!{NAMES})[\w-]+\.[\w.-]+")
PAGES: Final = ("refdesk/web", "widgets/patron", "widgets/console", "widgets/shared")
COMMENT: Final = re.compile(r"\s*(//|/\*)")


def first_sentences(root: Path) -> list[str]:
    """Modules that do not open with one sentence about one idea (no "and" in it)."""
    python = [
        f"{place(path, root)}: {fault}"
        for path, tree in modules(root)
        if tree.body and (fault := _fault(ast.get_docstring(tree) or ""))
    ]
    scripts = [
        f"{place(path, root)}: no comment that says what the file is"
        for path in files(root / "widgets", ".ts", ".tsx", ".mjs")
        if not COMMENT.match(path.read_text("utf-8"))
    ]
    return python + scripts


def _fault(docstring: str) -> str | None:
    first = re.split(r"[.?!](?:\s|$)", docstring.strip(), maxsplit=1)[0]
    if not first:
        return "no docstring that says what the file is"
    head = re.split(r"[:;,(]", first, maxsplit=1)[0]
    return "the first sentence says 'and': two ideas?" if " and " in head else None


def unfinished(root: Path) -> list[str]:
    """Marks of unfinished work in the shipped packages."""
    return [
        f"{place(path, root, number)}: {line.strip()[:60]}"
        for package in PACKAGES
        for path in files(root / package, *CODE)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]


def machine_places(root: Path) -> list[str]:
    """Paths of one machine and registries by name, which no file may carry."""
    return [
        f"{place(path, root, number)}: {line.strip()[:60]}"
        for path in files(root, *TEXTS)
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if MACHINE.search(line)
    ]


def skipped_tests(root: Path) -> list[str]:
    """Tests that are skipped or expected to fail, instead of mended."""
    return [
        f"{place(path, root, number)}: {line.strip()[:60]}"
        for path in files(root / "tests", ".py", ".ts", ".mjs")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if SKIP.search(line)
    ]


def foreign_addresses(root: Path) -> list[str]:
    """Addresses of other hosts in pages, scripts or styles, which no page may ask for anything."""
    return [
        f"{place(path, root, number)}: {match[0]}"
        for folder in PAGES
        for path in files(root / folder, ".ts", ".tsx", ".css", ".html", ".j2", ".svg")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (match := ADDRESS.search(line))
    ]
