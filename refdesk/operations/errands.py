"""Errands: what a command-line tool may have done to the store, alone or by the running server.

SQLite has one writer (G3), so a tool that finds the server running asks it over a local socket in
the data folder (readable by its owner only); otherwise the tool opens the store itself. Either way
the same functions do the work.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from kb.checks import findings
from kb.content_files import FOLDERS, ContentErrors, dump
from kb.entries import Entry
from refdesk.domain.actors import StaffRole
from refdesk.errors import BadRequest, RefdeskError
from refdesk.knowledge.facts import Facts
from refdesk.knowledge.importing import import_directory
from refdesk.knowledge.ports import EntryStore
from refdesk.operations.privacy_errands import PRIVACY_ERRANDS
from refdesk.operations.privacy_values import PrivacyChores
from refdesk.people.account_links import AccountLinks
from refdesk.people.accounts import Accounts
from refdesk.people.ports import StaffRow, StaffStore

LONGEST_LINE = 1_000_000  # bytes of one errand or its answer
PATIENCE = 120.0  # seconds a tool waits for the server
FOLDER_OF = {kind: folder for folder, kind in FOLDERS.items()}


@dataclass(frozen=True, slots=True)
class Office:
    """What errands work with."""

    accounts: Accounts
    links: AccountLinks
    staff: StaffStore
    entries: EntryStore
    facts: Facts
    privacy: PrivacyChores
    clock: Callable[[], datetime]


Answer = dict[str, Any]
Errand = Callable[[Office, Mapping[str, Any]], Awaitable[Answer]]


async def staff_add(office: Office, wanted: Mapping[str, Any]) -> Answer:
    """Add an account."""
    try:
        roles = frozenset(StaffRole(role) for role in wanted["roles"])
    except ValueError:
        raise BadRequest("bad_role") from None
    row = await office.accounts.add(
        wanted["login"], wanted["name"], wanted["password"], roles, by="command-line"
    )
    return {"id": row.id, "login": row.login}


async def staff_list(office: Office, _: Mapping[str, Any]) -> Answer:
    """List the accounts."""
    return {
        "accounts": [
            {
                "login": row.login,
                "name": row.name,
                "roles": sorted(row.roles),
                "disabled": row.disabled,
            }
            for row in await office.staff.everyone()
        ]
    }


async def staff_password(office: Office, wanted: Mapping[str, Any]) -> Answer:
    """Change a password."""
    row = await _account(office, wanted["login"])
    await office.accounts.set_password(row.id, wanted["password"], by="command-line")
    return {"login": row.login}


async def staff_disable(office: Office, wanted: Mapping[str, Any]) -> Answer:
    """Disable or enable an account."""
    row = await _account(office, wanted["login"])
    await office.accounts.set_disabled(row.id, disabled=wanted["disabled"], by="command-line")
    return {"login": row.login}


async def staff_recover(office: Office, wanted: Mapping[str, Any]) -> Answer:
    """Give the token of a link that sets a password and takes the second factor off."""
    row = await _account(office, wanted["login"])
    recover = office.links.recover_administrator if wanted["admin"] else office.links.recover
    return {"login": row.login, "token": await recover(row.id, by="command-line")}


async def kb_import(office: Office, wanted: Mapping[str, Any]) -> Answer:
    """Import a directory of entries."""
    changed = await import_directory(
        office.entries,
        Path(wanted["directory"]),
        office.facts.current(),
        office.clock(),
        "command-line",
    )
    return {"changed": changed}


async def kb_export(office: Office, wanted: Mapping[str, Any]) -> Answer:
    """Export all entries as files."""
    entries = await office.entries.all()
    await asyncio.to_thread(_write, entries, Path(wanted["directory"]))
    return {"written": len(entries)}


def _write(entries: list[Entry], root: Path) -> None:
    for entry in entries:
        path = root / entry.lang / FOLDER_OF[entry.kind] / f"{entry.id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump(replace(entry, aliases=())), "utf-8")


async def kb_count(office: Office, _: Mapping[str, Any]) -> Answer:
    """Count the entries' versions."""
    return {"versions": len(await office.entries.all())}


async def kb_check(office: Office, _: Mapping[str, Any]) -> Answer:
    """Give what is wrong between entries as readers have them, faults first."""
    entries = await office.entries.all()
    found = await asyncio.to_thread(findings, entries, office.clock().date())
    told = [[one.fault, one.text("id"), one.text("en")] for one in found]
    return {"versions": len(entries), "findings": told}


async def kb_facts(office: Office, _: Mapping[str, Any]) -> Answer:
    """Count the library's facts and name those that are still invented."""
    return {"facts": len(office.facts.listed), "left": office.facts.examples()}


async def privacy_rotate(office: Office, _: Mapping[str, Any]) -> Answer:
    """Seal personal data anew under a new key."""
    return {"sealed": await office.privacy.rotate_key()}


async def privacy_due(office: Office, _: Mapping[str, Any]) -> Answer:
    """Count what is over its time: nothing is changed."""
    return asdict(await office.privacy.retention.due(office.clock()))


async def privacy_purge(office: Office, wanted: Mapping[str, Any]) -> Answer:
    """Let go of what is over its time, of so many conversations at most."""
    return asdict(await office.privacy.retention.purge(office.clock(), wanted["at_most"]))


async def _account(office: Office, login: str) -> StaffRow:
    row = await office.staff.by_login(login)
    if row is None:
        raise BadRequest("no_such_staff")
    return row


ERRANDS: Mapping[str, Errand] = {
    "staff_add": staff_add,
    "staff_list": staff_list,
    "staff_password": staff_password,
    "staff_disable": staff_disable,
    "staff_recover": staff_recover,
    "kb_check": kb_check,
    "kb_count": kb_count,
    "kb_import": kb_import,
    "kb_export": kb_export,
    "kb_facts": kb_facts,
    "privacy_due": privacy_due,
    "privacy_purge": privacy_purge,
    "privacy_rotate": privacy_rotate,
}


async def run(office: Office, name: str, wanted: Mapping[str, Any]) -> Answer:
    """Run an errand; a refusal comes back as `{"refused": key, "problems": […]}`."""
    try:
        if name in PRIVACY_ERRANDS:
            return await PRIVACY_ERRANDS[name](office.privacy.care, wanted)
        return await ERRANDS[name](office, wanted)
    except ContentErrors as errors:
        problems = [[str(p.file), p.line, p.reason_id, p.reason_en] for p in errors.problems]
        return {"refused": "bad_content", "problems": problems}
    except RefdeskError as refusal:
        return {"refused": refusal.key}
    except OSError as error:
        return {"refused": "unreadable", "detail": str(error)}


class Window:
    """The server's side of the local socket; serve it with `async with`."""

    def __init__(self, office: Office, socket: Path) -> None:
        self._office = office
        self._socket = socket
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Listen; a socket file left by a killed server is replaced."""
        self._socket.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(
            self._serve, self._socket, limit=LONGEST_LINE
        )
        self._socket.chmod(0o600)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
        self._socket.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                asked = json.loads(await reader.readline())
                answer = await run(self._office, asked["errand"], asked["wanted"])
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        except (OSError, TimeoutError, ValueError, KeyError):
            pass
        finally:
            writer.close()


async def ask(socket: Path, name: str, wanted: Mapping[str, Any]) -> Answer | None:
    """Ask the running server; None when no server listens there."""
    try:
        reader, writer = await asyncio.open_unix_connection(socket, limit=LONGEST_LINE)
    except OSError:
        return None
    try:
        async with asyncio.timeout(PATIENCE):
            writer.write(json.dumps({"errand": name, "wanted": dict(wanted)}).encode() + b"\n")
            await writer.drain()
            line = await reader.readline()
    finally:
        writer.close()
    return json.loads(line) if line else {"refused": "unavailable"}
