"""A visit to the desk from outside: the address, how it is reached, all checks in order."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from refdesk.errors import SettingsProblem
from refdesk.operations.doctor import Finding, ill

BOUND = aiohttp.ClientTimeout(total=15)
HTTPS = 443
_UNREACHED = (
    "periksa baris di atas; lalu proksi, dan apakah refdesk berjalan di belakangnya",
    "see the lines above; then the proxy, and whether refdesk runs behind it",
)


@dataclass(frozen=True, slots=True)
class Visit:
    """The address as patrons see it, without a path; `page` is a page of the library or ""."""

    url: str
    session: aiohttp.ClientSession
    context: ssl.SSLContext
    page: str = ""
    plain: str = ""  # the address without TLS that must lead here, "" where there is none to try

    @property
    def secure(self) -> bool:
        """Tell whether there is TLS."""
        return self.url.startswith("https://")

    @property
    def host(self) -> str:
        """Give the host's name."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """Give the port."""
        return urlsplit(self.url).port or (HTTPS if self.secure else 80)


@dataclass(frozen=True, slots=True)
class Look:
    """One look and its title; without what is `vital` the rest is not worth a look."""

    title: tuple[str, str]
    see: Callable[[Visit], Awaitable[Finding]]
    vital: bool = False


def origin_of(url: str) -> str:
    """Give scheme, host and port of an address; raises SettingsProblem where it is none."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsProblem(
            f"{url!r}: tulis alamat lengkap / write a whole address: https://tanya.perpus.example"
        )
    return f"{parts.scheme}://{parts.netloc}"


def plain_of(url: str) -> str:
    """Give the address that a patron who types no scheme comes to; "" for a port of its own."""
    parts = urlsplit(url)
    return f"http://{parts.hostname}" if parts.scheme == "https" and parts.port is None else ""


async def visit(url: str, page: str, trusted: str, looks: Sequence[Look]) -> list[Finding]:
    """Make all looks in order; `trusted` is a file of further certificate authorities, or "".

    Raises SettingsProblem for an address or a file that is none.
    """
    context = ssl.create_default_context()
    if trusted:
        try:
            context.load_verify_locations(trusted)
        except OSError as error:
            raise SettingsProblem(f"--ca {trusted}: {error.strerror or error}") from None
    connector = aiohttp.TCPConnector(ssl=context)
    found: list[Finding] = []
    async with aiohttp.ClientSession(timeout=BOUND, connector=connector) as session:
        one = Visit(origin_of(url), session, context, page, plain_of(url))
        for look in looks:
            found.append(await _made(look, one))
            if look.vital and not found[-1].good and found[-1].serious:
                break
    return found


async def _made(look: Look, one: Visit) -> Finding:
    """Make a look; what does not answer is a finding."""
    try:
        return await look.see(one)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError) as error:
        said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return ill(look.title, (said, said), _UNREACHED)
