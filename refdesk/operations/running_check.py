"""The check of the running server: each of its parts in its own words."""

from __future__ import annotations

from typing import Any

import aiohttp

from refdesk.operations.doctor import Finding, ill, well
from refdesk.settings import Settings

NAME = ("Server", "Server")
BOUND = aiohttp.ClientTimeout(total=10)


async def running_server(settings: Settings) -> Finding:
    """The server answers at its port; what is wrong with its index, disk or channel is said."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    place = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    try:
        said = [await _state(place, language) for language in ("id", "en")]
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
        return ill(
            NAME,
            (f"tidak menjawab di {place}", f"does not answer at {place}"),
            (
                "jalankan layanannya (systemctl start refdesk), lalu lihat log",
                "start the service (systemctl start refdesk), then see its log",
            ),
            serious=False,
        )
    wrong = ["; ".join(told) for told in said]
    if not wrong[0]:
        return well(NAME, "semua bagian baik", "all parts are well")
    serious = not all(await _ready(place))
    return ill(NAME, (wrong[0], wrong[1]), ("", ""), serious=serious)


async def _state(place: str, language: str) -> list[str]:
    return [
        f"{name}: {part['text']}"
        for name, part in (await _parts(place, language)).items()
        if not part["ok"]
    ]


async def _ready(place: str) -> list[bool]:
    parts = await _parts(place, "id")
    return [part["ok"] or not part["needed"] for part in parts.values()]


async def _parts(place: str, language: str) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession(timeout=BOUND) as session,
        session.get(f"{place}/healthz?lang={language}") as answer,
    ):
        found: dict[str, Any] = (await answer.json())["parts"]
    return found
