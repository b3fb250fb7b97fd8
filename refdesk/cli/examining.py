"""`refdesk doctor`: prints what is good and what is wrong, with the remedy."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from refdesk.operations.bot_check import send_to
from refdesk.operations.check_list import CHECKS
from refdesk.operations.doctor import Finding, examine, healthy, lines
from refdesk.operations.mail_check import mail_to
from refdesk.operations.outside.looks import LOOKS
from refdesk.operations.outside.visit import visit
from refdesk.settings import load


@dataclass(frozen=True, slots=True)
class FromOutside:
    """What is looked at from the patron's side; the texts are "" where nothing was said."""

    url: str
    page: str = ""
    trusted: str = ""  # file of a certificate authority


def examine_installation(
    file: Path | None, language: str, send_to_chat: str = "", mail_address: str = ""
) -> int:
    """Print the report; the exit status is 1 when something serious is wrong."""
    settings = load(file)
    findings = asyncio.run(examine(settings, CHECKS))
    if send_to_chat:
        findings.append(asyncio.run(send_to(settings, send_to_chat)))
    if mail_address:
        findings.append(asyncio.run(mail_to(settings, mail_address)))
    return _told(findings, language)


def examine_from_outside(wanted: FromOutside, language: str) -> int:
    """Print what a patron's browser meets; the exit status is 1 when something serious is wrong."""
    return _told(asyncio.run(visit(wanted.url, wanted.page, wanted.trusted, LOOKS)), language)


def _told(findings: list[Finding], language: str) -> int:
    for line in lines(findings, language):
        sys.stdout.write(line + "\n")
    return 0 if healthy(findings) else 1
