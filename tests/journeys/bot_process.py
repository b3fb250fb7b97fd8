"""The Telegram bot alone, as on another machine: `refdesk-bot telegram` in its own process."""

import os
import subprocess
import sys
from dataclasses import dataclass, field

from tests.journeys.recorder import TOKEN
from tests.journeys.server import ServerProcess

SECRET = "rahasia-kanal-yang-panjang"
OUTSIDE = {"REFDESK_CHANNELS": "outside", "REFDESK_CHANNEL_SECRET": SECRET}


@dataclass
class BotProcess:
    """The bot of a server that was started with `OUTSIDE`; `more` are further variables."""

    server: ServerProcess
    api: str
    process: subprocess.Popen[bytes] | None = None
    more: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """Start the bot; it connects by itself."""
        kept = {name: value for name, value in os.environ.items() if "REFDESK" not in name}
        mine = {
            "REFDESK_SERVER": self.server.url,
            "REFDESK_CHANNEL_SECRET": SECRET,
            "REFDESK_TELEGRAM_TOKEN": TOKEN,
            "REFDESK_TELEGRAM_API": self.api,
        }
        with (self.server.folder / "bot.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bots", "telegram"],
                cwd=self.server.tree,
                env={**kept, **mine, **self.more},
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )

    def kill(self) -> None:
        """SIGKILL: no farewell, no clean-up."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)

    @property
    def log(self) -> str:
        """What the bot has written so far."""
        return (self.server.folder / "bot.log").read_text("utf-8", errors="replace")
