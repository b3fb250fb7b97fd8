"""The command refdesk-bot: runs one channel by itself, away from the server."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Final

from bots import terminal_words as words
from bots.terminal import Terminal
from bots.terminal_state import TerminalState, default_path
from refdesk.client import SentAway

SERVER: Final = "http://127.0.0.1:8080"
LINES: Final = 16  # typed lines that wait to be taken
_TELEGRAM: Final = ("REFDESK_SERVER", "REFDESK_CHANNEL_SECRET", "REFDESK_TELEGRAM_TOKEN")
_TELEGRAM_MORE: Final = {
    "REFDESK_TELEGRAM_API": "api",
    "REFDESK_TELEGRAM_MODE": "mode",
    "REFDESK_PUBLIC_URL": "public_url",
    "REFDESK_LANGUAGE": "lang",
    "REFDESK_TIMEZONE": "timezone",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the channel that the command line names; give the exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.channel == "telegram":
            return _telegram(os.environ)
        state = chosen.state or default_path(chosen.server)
        return _terminal(chosen.server, chosen.lang, state)
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="refdesk-bot", description="Kanal meja referensi / a channel of the reference desk"
    )
    channels = parser.add_subparsers(dest="channel", required=True)
    terminal = channels.add_parser("terminal", help="bertanya dari terminal / ask in a terminal")
    terminal.add_argument("--server", default=os.environ.get("REFDESK_SERVER", SERVER))
    terminal.add_argument("--lang", choices=("id", "en"), default="id")
    terminal.add_argument("--state", type=Path, help="berkas keadaan / state file")
    channels.add_parser("telegram", help=", ".join((*_TELEGRAM, *_TELEGRAM_MORE)))
    return parser


def _terminal(server: str, language: str, path: Path) -> int:
    try:
        terminal = Terminal(server, language, TerminalState.load(path), _show)
    except ValueError as error:
        _complain(str(error))
        return 2
    status = 0
    try:
        asyncio.run(terminal.run(_typed()))
    except* SentAway:
        _complain(words.say(language, words.SENT_AWAY, file=path))
        status = 1
    return status


def _telegram(environment: Mapping[str, str]) -> int:
    missing = [name for name in _TELEGRAM if not environment.get(name)]
    if missing:
        _complain(f"Setel dahulu / set first: {', '.join(missing)}")
        return 2
    server, secret, token = (environment[name] for name in _TELEGRAM)
    config = {"token": token, "mode": "polling", "public_url": server}
    for name, key in _TELEGRAM_MORE.items():
        config |= {key: environment[name]} if environment.get(name) else {}
    # Imported only here: the terminal needs none of Telegram's libraries.
    bot = import_module("bots.telegram")
    status = 1
    try:
        asyncio.run(bot.run(config, server, secret))
    except* ValueError as errors:
        _complain(str(errors.exceptions[0]))
        status = 2
    except* SentAway:
        _complain(f"{server}: REFDESK_CHANNEL_SECRET ditolak / refused")
    return status


async def _typed() -> AsyncIterator[str]:
    """Give the lines typed on standard input; a thread waits for them, for no loop can."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue(LINES)

    def read() -> None:
        try:
            for line in chain(sys.stdin, [""]):
                asyncio.run_coroutine_threadsafe(lines.put(line), loop).result()
        except RuntimeError:
            return  # the loop has ended before the input

    threading.Thread(target=read, daemon=True).start()
    while line := await lines.get():
        yield line


def _show(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _complain(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
