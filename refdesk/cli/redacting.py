"""`refdesk privacy`: what redaction finds in texts, and a new key for what it has sealed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from refdesk.cli.errands import do
from refdesk.domain.personal_data import find
from refdesk.domain.redaction import redact
from refdesk.operations.privacy_values import policy_of
from refdesk.operations.telephones import is_telephone
from refdesk.settings import load


def find_in_texts(file: Path | None, desk: str) -> int:
    """Read JSON texts line by line from standard input; write what is found and what is stored.

    Out comes, for each line, `{"found": [{"kind", "start", "end"}], "stored": text}`, the places
    counted in characters. Nothing is kept.
    """
    policy = policy_of(load(file))(desk)
    for number, line in enumerate(sys.stdin, start=1):
        try:
            text = json.loads(line)
        except ValueError:
            text = None
        if not isinstance(text, str):
            sys.stderr.write(f"baris / line {number}: bukan teks JSON / not a JSON text\n")
            return 1
        found = [
            {"kind": piece.kind.value, "start": piece.start, "end": piece.end}
            for piece in find(text, is_telephone, policy.members)
        ]
        stored = redact(text, policy, is_telephone).body
        answer = {"found": found, "stored": stored}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


def rotate_key(file: Path | None) -> int:
    """Seal all personal data anew under a new key."""
    answer = do(file, "privacy_rotate", {})
    if answer is None:
        return 1
    sys.stdout.write(f"{answer['sealed']} data disegel ulang / values sealed anew\n")
    return 0
