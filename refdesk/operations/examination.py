"""What the doctor examines on the machine itself, in the order in which it is told."""

from __future__ import annotations

import asyncio
from typing import Final

from refdesk.operations import bot_check, checks, mail_check, storage_checks
from refdesk.operations.clock_check import clock_beside_others
from refdesk.operations.crisis_check import crisis_contact
from refdesk.operations.doctor import Check, Finding, examine
from refdesk.operations.facts_check import library_facts
from refdesk.operations.running_check import running_server
from refdesk.operations.sqlite_check import sqlite_build
from refdesk.operations.store_check import database, knowledge
from refdesk.settings import Settings

CHECKS: Final[tuple[Check, ...]] = (
    checks.python_version,
    checks.variables,
    checks.data_folder,
    storage_checks.private_files,
    storage_checks.reserve_file,
    sqlite_build,
    database,
    storage_checks.newest_backup,
    checks.port_free,
    running_server,
    checks.public_address,
    checks.forwarded_addresses,
    checks.framing_sites,
    clock_beside_others,
    knowledge,
    library_facts,
    bot_check.telegram_bot,
    mail_check.mail_server,
    crisis_contact,
)

# Of a server that answers, what it knows itself need not be asked again.
INSIDE: Final = tuple(
    one for one in CHECKS if one not in (checks.python_version, checks.port_free, running_server)
)
FRESH: Final = 20.0  # seconds: whoever reloads the page has not changed anything in less


class Examination:
    """The examination by the running server; who asks meanwhile is told the same."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn = asyncio.Lock()
        self._found: list[Finding] = []
        self._at = float("-inf")

    async def __call__(self) -> list[Finding]:
        """Give what was found, at most 20 seconds ago."""
        now = asyncio.get_running_loop().time
        async with self._turn:
            if now() - self._at > FRESH:
                self._found = await examine(self._settings, INSIDE)
                self._at = now()
        return self._found
