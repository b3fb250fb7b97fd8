"""`refdesk privacy access, correct, restrict, erase, requests`: each request one command."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from refdesk.cli.errands import do
from refdesk.cli.remaining import tell_of_remains
from refdesk.clock import clock


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: whose data, why, and when it was received ("": just now; ISO 8601)."""

    target: str
    reason: str
    at: str = ""


def carry_out(
    file: Path | None, kind: str, asked: Asked, more: Mapping[str, object] | None = None
) -> int:
    """Register a request and carry it out; write the receipt. Exit status 1 when refused."""
    return 0 if _done(file, kind, asked, more) else 1


def correct(file: Path | None, asked: Asked, message: int) -> int:
    """Put the text of standard input in the place of a message."""
    more = {"seq": message, "body": sys.stdin.read().strip()}
    return carry_out(file, "correct", asked, more)


def access(file: Path | None, asked: Asked, out: Path, lang: str) -> int:
    """Write everything of a patron to a file that only its owner may read."""
    receipt = _done(file, "access", asked)
    if not receipt:
        return 1
    out.touch(mode=0o600)
    with out.open("w", encoding="utf-8", newline="") as written:
        at = 0
        while True:
            piece = do(file, "privacy_data", {"request": receipt, "lang": lang, "at": at})
            if piece is None:
                return 1
            written.write(piece["text"])
            at = piece["next"]
            if not at:
                return 0


def set_desks(file: Path | None, login: str, desks: list[str]) -> int:
    """Set which desks are an account's own; none: all are."""
    answer = do(file, "staff_desks", {"login": login, "desks": desks})
    if answer is None:
        return 1
    sys.stdout.write(f"{login}: {', '.join(answer['desks']) or 'semua meja / all desks'}\n")
    return 0


def show(file: Path | None) -> int:
    """List the requests, those that wait first: receipt, kind, due, state, reason."""
    answer = do(file, "privacy_requests", {})
    if answer is None:
        return 1
    now = clock()
    for one in answer["requests"]:
        late = datetime.fromisoformat(one["due_at"]) < now
        state = (
            "selesai / done" if one["done_at"] else "LEWAT / OVERDUE" if late else "menunggu / open"
        )
        cells = (one["receipt"], one["kind"], one["due_at"], state, one["reason"])
        sys.stdout.write("\t".join(cells) + "\n")
    return 0


def _done(
    file: Path | None, kind: str, asked: Asked, more: Mapping[str, object] | None = None
) -> str:
    """Give the receipt's number, "" when it was refused."""
    about = {"target": asked.target, "reason": asked.reason, "asked_at": asked.at}
    wanted = {"kind": kind, **about, **(more or {})}
    done = do(file, "privacy_request", wanted)
    if done is None:
        return ""
    sys.stdout.write(
        f"nomor bukti / receipt: {done['receipt']}\n"
        f"percakapan / conversations: {done['conversations']}\n"
        f"diterima / received: {done['asked_at']}\n"
        f"selesai / done: {done['done_at']}\n"
    )
    tell_of_remains(done["put_off"])
    return str(done["receipt"])
