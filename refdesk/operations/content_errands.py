"""Errands of the knowledge base: import, export, what is wrong between entries."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from kb.checks import findings
from kb.content_files import FOLDERS, dump
from kb.entries import Entry
from refdesk.errors import Conflict
from refdesk.knowledge.importing import import_directory
from refdesk.operations.courses import Course
from refdesk.operations.office import Answer, Office

FOLDER_OF: Final = {kind: folder for folder, kind in FOLDERS.items()}


async def kb_import(office: Office, wanted: Mapping[str, Any], course: Course) -> Answer:
    """Import a directory of entries, then build what finds them; `indexed` says if that was done.

    Stopped before all of them are kept, it leaves nothing; later only the index waits for a start.
    """
    changed = await import_directory(
        office.entries,
        Path(wanted["directory"]),
        office.facts.current(),
        office.clock(),
        "command-line",
        course.tell,
    )
    try:
        await office.refresh(lambda done, total: course.tell("index", done, total))
    except Conflict:
        return {"changed": changed, "indexed": False}
    return {"changed": changed, "indexed": True}


async def kb_export(office: Office, wanted: Mapping[str, Any], course: Course) -> Answer:
    """Export all entries as files."""
    entries = await office.entries.all()
    await asyncio.to_thread(_write, entries, Path(wanted["directory"]), course)
    return {"written": len(entries)}


def _write(entries: list[Entry], root: Path, course: Course) -> None:
    for number, entry in enumerate(entries):
        course.tell("write", number, len(entries))
        path = root / entry.lang / FOLDER_OF[entry.kind] / f"{entry.id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump(replace(entry, aliases=())), "utf-8")


async def kb_count(office: Office, _: Mapping[str, Any], __: Course) -> Answer:
    """Count the entries' versions."""
    return {"versions": len(await office.entries.all())}


async def kb_check(office: Office, _: Mapping[str, Any], __: Course) -> Answer:
    """Give what is wrong between entries as readers have them, faults first."""
    entries = await office.entries.all()
    found = await asyncio.to_thread(findings, entries, office.clock().date())
    told = [[one.fault, one.text("id"), one.text("en")] for one in found]
    return {"versions": len(entries), "findings": told}


async def kb_facts(office: Office, _: Mapping[str, Any], __: Course) -> Answer:
    """Count the library's facts and name those that are still invented."""
    return {"facts": len(office.facts.listed), "left": office.facts.examples()}


CONTENT_ERRANDS: Final[
    Mapping[str, Callable[[Office, Mapping[str, Any], Course], Awaitable[Answer]]]
] = {
    "kb_check": kb_check,
    "kb_count": kb_count,
    "kb_import": kb_import,
    "kb_export": kb_export,
    "kb_facts": kb_facts,
}
