"""Errands: what a command-line tool may have done to the store, alone or by the running server.

SQLite has one writer (G3), so a tool that finds the server running asks it over a local socket in
the data folder (readable by its owner only); otherwise the tool opens the store itself. Either way
the same functions do the work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from kb.content_files import ContentErrors
from refdesk.domain.actors import StaffRole
from refdesk.errors import BadRequest, RefdeskError
from refdesk.operations.content_errands import CONTENT_ERRANDS
from refdesk.operations.courses import Course
from refdesk.operations.office import Answer, Errand, Office
from refdesk.operations.privacy_errands import PRIVACY_ERRANDS
from refdesk.people.ports import StaffRow


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
    "privacy_due": privacy_due,
    "privacy_purge": privacy_purge,
    "privacy_rotate": privacy_rotate,
}


async def run(
    office: Office, name: str, wanted: Mapping[str, Any], course: Course | None = None
) -> Answer:
    """Run an errand; a refusal comes back as `{"refused": key, "problems": […]}`.

    Long ones tell their `course`, and end undone when it is stopped.
    """
    try:
        if name in CONTENT_ERRANDS:
            return await CONTENT_ERRANDS[name](office, wanted, course or Course())
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
