"""Somebody of the staff at a browser that talks to the API as the console does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp.test_utils import TestClient

from tests.web.site import ORIGIN, PASSWORD

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


@dataclass
class Person:
    """A browser of somebody who is signed in."""

    client: TestClient[Any, Any]
    csrf: str = ""

    async def enter(self, login: str, password: str = PASSWORD, code: str = "") -> dict[str, Any]:
        """Sign in; give the answer."""
        body = {"login": login, "password": password, "code": code}
        found: dict[str, Any] = await self.post("/api/sign-in", body)
        self.csrf = found.get("csrf", "")
        return found

    async def post(self, address: str, body: dict[str, Any]) -> Any:  # noqa: ANN401
        """Post; give the answer."""
        headers = {"Origin": ORIGIN, "X-CSRF": self.csrf, "User-Agent": FIREFOX}
        response = await self.client.post(f"{address}?lang=en", json=body, headers=headers)
        return await response.json()

    async def get(self, address: str) -> Any:  # noqa: ANN401
        """Get; give the answer."""
        return await (await self.client.get(address)).json()
