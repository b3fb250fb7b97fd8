"""House rules on names: files say what they are about, in the words of the reference desk."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.house.code_files import CODE, PACKAGES, files, modules, place

EMPTY_NAMES: Final = {
    *("utils", "util", "helpers", "helper", "common", "base", "manager", "core", "misc"),
    *("types", "const", "constants"),
}
# What the library's trade calls otherwise; see the words of ARCHITECTURE.md.
NEVER: Final = {
    *("user", "users", "customer", "customers", "visitor", "visitors"),
    *("agent", "agents", "operator", "operators", "tenant", "tenants", "inbox", "department"),
    *("ticket", "tickets", "room", "rooms", "handoff", "escalate", "libguide", "deflection"),
}
# The trade of browsers: the header is called so.
ALLOWED: Final = re.compile(r"user_?agent|userAgent|USER_AGENT")
TYPESCRIPT_NAME: Final = re.compile(r"\b(?:function|const|let|class|interface|type|enum)\s+(\w+)")
WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def empty_names(root: Path) -> list[str]:
    """Files and folders whose name says nothing."""
    return [
        f"{place(path, root)}: a name that says nothing"
        for path in files(root, *CODE)
        if EMPTY_NAMES & {path.name.split(".")[0], *path.relative_to(root).parent.parts}
    ]


def foreign_words(root: Path) -> list[str]:
    """Names made in the code with a word that the house never uses."""
    return [
        f"{place(path, root, line)}: {name} says {word!r}"
        for path, line, name in _names(root)
        for word in _words(name)
        if word in NEVER
    ]


def _words(name: str) -> set[str]:
    return {word.lower() for word in WORD.findall(ALLOWED.sub("", name))}


def _names(root: Path) -> Iterator[tuple[Path, int, str]]:
    for path, tree in modules(root, *PACKAGES):
        for node in ast.walk(tree):
            yield from ((path, line, name) for line, name in _made(node))
    for path in files(root / "widgets", ".ts", ".tsx"):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            yield from ((path, number, name) for name in TYPESCRIPT_NAME.findall(line))


def _made(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.lineno, node.name
        case ast.arg():
            yield node.lineno, node.arg
        case ast.Name(ctx=ast.Store()):
            yield node.lineno, node.id
        case ast.Attribute(ctx=ast.Store()):
            yield node.lineno, node.attr
        case _:
            return
