"""`refdesk doctor`: prints what is good and what is wrong, with the remedy."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from refdesk.operations import bot_check, checks
from refdesk.operations.doctor import examine, healthy, lines
from refdesk.operations.facts_check import library_facts
from refdesk.operations.store_check import database, knowledge
from refdesk.settings import load

CHECKS = (
    checks.python_version,
    checks.variables,
    checks.data_folder,
    checks.sqlite_build,
    database,
    checks.port_free,
    checks.public_address,
    checks.framing_sites,
    knowledge,
    library_facts,
    bot_check.telegram_bot,
)


def examine_installation(file: Path | None, language: str) -> int:
    """Print the report; the exit status is 1 when something serious is wrong."""
    settings = load(file)
    findings = asyncio.run(examine(settings, CHECKS))
    for line in lines(findings, language):
        sys.stdout.write(line + "\n")
    return 0 if healthy(findings) else 1
