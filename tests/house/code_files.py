"""The files of a tree that the house rules are about."""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
NOT_OURS: Final = {"node_modules", "dist", "var", "__pycache__", "as_given"}
CODE: Final = (".py", ".ts", ".tsx", ".mjs", ".css", ".html", ".j2")
PACKAGES: Final = ("refdesk", "kb", "bots", "widgets")


def files(root: Path, *suffixes: str) -> Iterator[Path]:
    """The files under `root` with one of `suffixes`, without generated and hidden ones, sorted."""
    for folder, names, found in os.walk(root):
        names[:] = sorted(n for n in names if n not in NOT_OURS and not n.startswith("."))
        for name in sorted(found):
            if name.endswith(suffixes) and ".gen." not in name:
                yield Path(folder, name)


def modules(root: Path, *packages: str) -> Iterator[tuple[Path, ast.Module]]:
    """The parsed Python modules of `packages` (all of `root` where none is named)."""
    for top in [root / package for package in packages] if packages else [root]:
        for path in files(top, ".py"):
            yield path, parsed(path, path.stat().st_mtime_ns)


@cache
def parsed(path: Path, changed: int) -> ast.Module:
    """The syntax tree of `path`, read once for each time of change."""
    _ = changed
    return ast.parse(path.read_text("utf-8"), str(path))


def dotted(path: Path, root: Path) -> str:
    """The module's name: `refdesk.domain.hours` for `refdesk/domain/hours.py`."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def place(path: Path, root: Path, line: int = 1) -> str:
    """Where in the tree: `refdesk/app.py:12`."""
    return f"{path.relative_to(root).as_posix()}:{line}"


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything absolute that a module imports, at any depth."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
