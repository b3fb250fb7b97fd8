"""What the doctor examines on the machine itself, in the order in which it is told."""

from __future__ import annotations

from typing import Final

from refdesk.operations import bot_check, checks, mail_check, storage_checks
from refdesk.operations.clock_check import clock_beside_others
from refdesk.operations.crisis_check import crisis_contact
from refdesk.operations.doctor import Check
from refdesk.operations.facts_check import library_facts
from refdesk.operations.running_check import running_server
from refdesk.operations.sqlite_check import sqlite_build
from refdesk.operations.store_check import database, knowledge

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
