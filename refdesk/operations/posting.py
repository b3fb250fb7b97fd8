"""Posting announcements: to the address that was set and nowhere else.

Names are resolved once, and a connection is made to just the addresses that were looked at, so
that a name cannot point inside after it was checked (CWE-918). Redirects are not followed, no
proxy of the environment is asked, no cookie kept, no answer read.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Collection
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from refdesk.clock import clock
from refdesk.desk.announcing_ports import Attempt
from refdesk.domain.announcements import may_reach, wrong_address

WITHIN = 10.0  # seconds for one try


class Outside(AbstractResolver):
    """Resolves names, and gives no address of an inner network unless the host is allowed there."""

    def __init__(self, inside: Collection[str]) -> None:
        self._inside = inside
        self._resolver = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Give the addresses that may be reached; raises OSError when there are none."""
        found = await self._resolver.resolve(host, port, family)
        allowed = [one for one in found if host in self._inside or may_reach(one["host"])]
        if not allowed:
            raise OSError(None, "webhook_inside")
        return allowed

    async def close(self) -> None:
        """Nothing is held."""
        await self._resolver.close()


class Posting:
    """The port `refdesk.desk.announcing_ports.Post`; a session lasts for one request."""

    def __init__(self, inside: Collection[str] = ()) -> None:
        self._inside = inside

    async def __call__(self, address: str, headers: dict[str, str], body: str) -> Attempt:
        """Give what came of it; what went wrong has a name, never an address."""
        began, at = time.monotonic(), clock()
        status, said = 0, wrong_address(address, self._inside)
        if not said:
            try:
                status = await self._posted(address, headers, body)
            except TimeoutError:
                said = "timeout"
            except (aiohttp.ClientError, OSError, ValueError) as error:
                inside = "webhook_inside" in str(error)
                said = "webhook_inside" if inside else type(error).__name__
        return Attempt(at, status, round((time.monotonic() - began) * 1000), said)

    async def _posted(self, address: str, headers: dict[str, str], body: str) -> int:
        resolver = Outside(self._inside)
        # A literal address is not resolved; `wrong_address` has looked at it.
        connector = aiohttp.TCPConnector(resolver=resolver, force_close=True, use_dns_cache=False)
        async with (
            aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=WITHIN),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            ) as session,
            session.post(
                address,
                data=body.encode(),
                headers=headers | {"user-agent": "refdesk-webhook"},
                allow_redirects=False,
            ) as response,
        ):
            return response.status


def hosts(names: Collection[str]) -> frozenset[str]:
    """Give the hosts of a setting, as addresses or names."""
    return frozenset(urlsplit(f"//{name}").hostname or name for name in names)
