"""House rules on how long a file or a function may be."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.house.code_files import CODE, files, modules, place

FILE_LINES: Final = 300
FUNCTION_LINES: Final = 60
# A migration is written once, states a whole schema and is never changed again.
FROZEN: Final = ("migrations", "versions")
# Formatted TypeScript: a function of the top level starts in the first column, as does its end.
TYPESCRIPT_START: Final = re.compile(r"(export )?(default )?(async )?(function|const \w+ = )")
TYPESCRIPT_END: Final = re.compile(r"\}[);]*$")


def long_files(root: Path) -> list[str]:
    """Code files over the limit."""
    lengths = (
        (path, len(path.read_text("utf-8").splitlines()))
        for path in files(root, *CODE)
        if path.parts[-3:-1] != FROZEN
    )
    return [f"{place(path, root)}: {n} lines" for path, n in lengths if n > FILE_LINES]


def long_functions(root: Path) -> list[str]:
    """Functions over the limit, in Python and at the top level of TypeScript."""
    python = (
        found
        for path, tree in modules(root)
        if path.parts[-3:-1] != FROZEN
        for found in _python(path, tree)
    )
    scripts = (
        found
        for path in files(root, ".ts", ".tsx", ".mjs")
        for found in _typescript(path, path.read_text("utf-8").splitlines())
    )
    return [
        f"{place(path, root, line)}: a function of {length} lines"
        for path, line, length in [*python, *scripts]
        if length > FUNCTION_LINES
    ]


def _python(path: Path, tree: ast.Module) -> Iterator[tuple[Path, int, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield path, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1


def _typescript(path: Path, lines: list[str]) -> Iterator[tuple[Path, int, int]]:
    start = None
    for number, line in enumerate(lines, 1):
        if start is None and TYPESCRIPT_START.match(line) and line.rstrip().endswith(("{", "(")):
            start = number
        elif start is not None and TYPESCRIPT_END.match(line):
            yield path, start, number - start + 1
            start = None
