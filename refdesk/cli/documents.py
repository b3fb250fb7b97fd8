"""Writes the documents that are made from the frames: types, reference, AsyncAPI, OpenAPI.

`python -m refdesk.cli.documents` writes them, `--check` only says which of them are stale.
"""

from __future__ import annotations

import ast
import inspect
import io
import sys
import tokenize
from pathlib import Path
from types import ModuleType

from refdesk import errors
from refdesk.protocol import (
    asyncapi,
    channel,
    codes,
    described,
    exchange,
    inbound,
    outbound,
    reference,
    typescript,
    values,
)
from refdesk.web import openapi
from refdesk.web.routes import every_route

ROOT = Path(__file__).parents[2]
TYPES = Path("widgets/shared/frames.gen.ts")
REFERENCE = Path("refdesk/PROTOCOL.md")
ASYNCAPI = Path("refdesk/asyncapi.json")
OPENAPI = Path("refdesk/openapi.json")


def main(arguments: list[str]) -> int:
    """Write what is stale, or with --check report it; gives the exit status."""
    stale = {path: text for path, text in documents(ROOT).items() if _read(ROOT / path) != text}
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"{path} is stale: run python -m refdesk.cli.documents\n")
        return 1 if stale else 0
    for path, text in stale.items():
        (ROOT / path).write_text(text, "utf-8")
        sys.stdout.write(f"wrote {path}\n")
    return 0


def documents(root: Path) -> dict[Path, str]:
    """Give each document as it should read; PROTOCOL.md keeps its prose around the markers."""
    known = comments(channel, codes, exchange, inbound, outbound, values)
    text = reference.reference(known, refusals())
    described_routes = openapi.openapi(every_route(), refusals(), known)
    return {
        ASYNCAPI: described.written(asyncapi.asyncapi(known)),
        OPENAPI: described.written(described_routes),
        TYPES: typescript.typescript(known),
        REFERENCE: reference.inserted(_read(root / REFERENCE), text),
    }


def refusals() -> dict[str, str]:
    """Give what each wire error code means, from the error classes."""
    classes: list[type[errors.RefdeskError]] = [
        errors.RefdeskError,
        *errors.RefdeskError.__subclasses__(),
    ]
    return {cls.code: " ".join((cls.__doc__ or "").split()) for cls in classes}


def comments(*modules: ModuleType) -> dict[tuple[str, str], str]:
    """Give the remark beside each annotated field and constant of the modules' sources.

    Keys are (class name, field) and (last part of the module name, constant).
    """
    found: dict[tuple[str, str], str] = {}
    for module in modules:
        source = inspect.getsource(module)
        remarks = _remarks(source)
        tree = ast.parse(source)
        _collect(module.__name__.rpartition(".")[2], tree.body, remarks, found)
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                _collect(node.name, node.body, remarks, found)
    return found


def _collect(
    owner: str, body: list[ast.stmt], remarks: dict[int, str], into: dict[tuple[str, str], str]
) -> None:
    for node in body:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
                if remark := remarks.get(node.end_lineno or 0):
                    into[owner, name] = remark
            case _:
                pass


def _remarks(source: str) -> dict[int, str]:
    """Give the comment of each line that has one."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {
        token.start[0]: token.string.lstrip("# ")
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
