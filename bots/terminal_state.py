"""What the terminal patron keeps between two runs, in one file that only its owner reads."""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from refdesk.protocol.client import Kept


def default_path(server: str) -> Path:
    """Give where the state for a server is kept unless another place is named.

    Each server has a file of its own: a token or an unsent text of one never goes to another.
    """
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    name = re.sub(r"[^A-Za-z0-9.-]+", "_", server.rstrip("/"))
    return Path(state) / "refdesk" / f"terminal-{name}.json"


@dataclass
class TerminalState:
    """The patron's token with what the client's end keeps; it follows one conversation only."""

    path: Path
    token: str
    kept: Kept = field(default_factory=Kept)

    @classmethod
    def load(cls, path: Path) -> TerminalState:
        """Read the state; a new patron where there is none. ValueError names a damaged file."""
        if not path.exists():
            token = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
            return cls(path, token)
        try:
            plain = json.loads(path.read_text("utf-8"))
            return cls(path, str(plain["token"]), Kept.restored(plain["kept"]))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path}: {error}") from None

    def save(self) -> None:
        """Write the state whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        plain = {"token": self.token, "kept": self.kept.plain()}
        new = self.path.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(plain, file)
        new.replace(self.path)
