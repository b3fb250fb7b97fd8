"""Channels that run inside the server: tasks that connect to it like any client."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from importlib.metadata import entry_points

import structlog

from refdesk.operations.keys import key
from refdesk.settings import Settings

GROUP = "refdesk.channels"
LONGEST_PAUSE = 60.0  # seconds before a channel that failed is started again

Run = Callable[[Mapping[str, str], str, str], Awaitable[None]]

_log = structlog.get_logger(__name__)


def secret_of(settings: Settings) -> str:
    """Give the secret channels prove themselves with: the set one, else one kept in data_dir."""
    given = settings.channel_secret.get_secret_value()
    return given or key(settings.data_dir, "channels").hex()


def channel_tasks(
    settings: Settings, server: str, secret: str
) -> Iterator[Coroutine[object, object, None]]:
    """Give a task per channel that is set up, each connecting to `server`."""
    for name, config in _configured(settings).items():
        for found in entry_points(group=GROUP, name=name):
            yield _kept_running(name, found.load(), config, server, secret)


def _configured(settings: Settings) -> dict[str, dict[str, str]]:
    token = settings.telegram_token.get_secret_value()
    if settings.channels != "inside" or not token:
        return {}
    return {
        "telegram": {
            "token": token,
            "api": settings.telegram_api,
            "mode": settings.telegram_mode,
            "public_url": settings.public_url,
            "lang": settings.language,
            "timezone": settings.timezone,
        }
    }


async def _kept_running(
    name: str, run: Run, config: Mapping[str, str], server: str, secret: str
) -> None:
    """Run a channel; when it fails say so and start it again after a growing pause."""
    pause = 1.0
    while True:
        try:
            await run(config, server, secret)
        except Exception as error:  # noqa: BLE001 - a channel must never take the desk down
            # Not the error's text: a library may have put the token's address into it.
            _log.error("channel failed", channel=name, error=type(error).__name__, pause=pause)
        else:
            pause = 1.0
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
