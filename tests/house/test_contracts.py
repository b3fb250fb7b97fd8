"""The import contracts of pyproject.toml, each shown to break on a planted import."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house.code_files import PACKAGES, ROOT, modules

# An import that each contract forbids: the module that makes it, what it imports.
PLANTED = {
    "errors stand alone": ("refdesk/errors.py", "refdesk.domain"),
    "the domain knows errors only": ("refdesk/domain/planted.py", "refdesk.telemetry"),
    "the protocol is sans-I/O": ("refdesk/protocol/planted.py", "refdesk.domain"),
    "use cases are written against their own ports": ("refdesk/desk/planted.py", "aiohttp"),
    "use cases do not know each other": ("refdesk/people/planted.py", "refdesk.desk"),
    "the knowledge use cases know kb": ("refdesk/knowledge/planted.py", "refdesk.store"),
    "evaluation knows the domain": ("refdesk/evaluation/planted.py", "refdesk.store"),
    "the store knows values and ports": ("refdesk/store/planted.py", "refdesk.web"),
    "the bus knows its engine only": ("refdesk/bus/planted.py", "refdesk.store"),
    "the web knows no adapter": ("refdesk/web/planted.py", "sqlmodel"),
    "whoosh is behind kb": ("refdesk/knowledge/planted.py", "whoosh"),
    "the client knows the protocol only": ("refdesk/client/planted.py", "refdesk.errors"),
    "the server does not import channels": ("refdesk/cli/planted.py", "bots"),
    "only the command line measures": ("refdesk/store/measured.py", "refdesk.bench"),
    "what measures stands outside what is measured": ("refdesk/bench/planted.py", "refdesk.web"),
    "kb is a library by itself": ("kb/planted.py", "refdesk.errors"),
    "bots are clients of the protocol": ("bots/planted.py", "refdesk.domain"),
    "widgets are files": ("widgets/planted.py", "kb"),
}


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts in `root`."""
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program
    return subprocess.run(
        [program, "--no-cache"],
        cwd=root,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def test_every_contract_catches_a_planted_import(tmp_path: Path) -> None:
    """With one forbidden import for each contract, all contracts are reported broken."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, _ in modules(ROOT, *PACKAGES):
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    for file, name in PLANTED.values():
        with (tmp_path / file).open("a", encoding="utf-8") as module:
            module.write(f"\nimport {name}\n")
    said = lint_imports(tmp_path).stdout
    outcomes = dict(re.findall(r"^(.+) (KEPT|BROKEN)\b", said, re.MULTILINE))
    assert outcomes == dict.fromkeys(PLANTED, "BROKEN"), said


def test_every_contract_is_planted() -> None:
    """The contracts shown to break are all there are."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    assert {contract["name"] for contract in contracts["contracts"]} == set(PLANTED)


def test_every_package_is_under_contract() -> None:
    """No package or module of refdesk escapes the table of imports."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    found = {path.stem for path in (ROOT / "refdesk").glob("*.py")} - {"__init__", "__main__"}
    found |= {path.parent.name for path in (ROOT / "refdesk").glob("*/__init__.py")}
    found -= {"locale"}  # words only, no code
    assert [name for name in sorted(found) if f'"refdesk.{name}"' not in text] == []
