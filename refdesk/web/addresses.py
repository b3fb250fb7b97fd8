"""Where a request comes from: own Origin or not, and a key of the address that tells nothing."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from aiohttp import web

Network = IPv4Network | IPv6Network
_SALT = secrets.token_bytes(32)  # lives as long as the process: keys cannot be traced back
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_SITE_BITS = 64  # of an IPv6 address: one household or office


def networks(names: Iterable[str]) -> tuple[Network, ...]:
    """Parse addresses and networks; ValueError names the one that is neither."""
    return tuple(ip_network(name, strict=False) for name in names)


def address_key(request: web.Request, trusted: Collection[Network]) -> str:
    """Give a short-lived key of the sender's address; the address itself is never kept."""
    site = _site(sender_of(request, trusted).address)
    return hashlib.blake2b(site.encode(), key=_SALT, digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class Sender:
    """The address of a request's sender; `believed` where a trusted proxy told it."""

    address: str
    believed: bool


def sender_of(request: web.Request, trusted: Collection[Network]) -> Sender:
    """Give the sender's address, to be told to nobody but the sender.

    X-Forwarded-For is read from the right, and only as far as trusted proxies wrote it.
    """
    address, believed = request.remote or "", False
    forwarded = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
    hops = [hop.strip() for hop in forwarded if hop.strip()]
    while hops and _within(address, trusted):
        address, believed = hops.pop(), True
    return Sender(address, believed)


def reader_mark(
    request: web.Request, about: str, trusted: Collection[Network], secret: bytes
) -> str:
    """Give a mark by which the same address is known again about the same thing, on all nodes.

    It tells nothing without `secret` and ties no two things together.
    """
    said = f"{_site(sender_of(request, trusted).address)} {about}"
    return hashlib.blake2b(said.encode(), key=secret, digest_size=16).hexdigest()


def sender_key(request: web.Request, key: Callable[[web.Request], str]) -> str:
    """Give the key of the sender's address, "" for a program on this machine."""
    local = request.remote in _LOOPBACK and "X-Forwarded-For" not in request.headers
    return "" if local else key(request)


def from_own_page(request: web.Request, origins: Collection[str], *, required: bool) -> bool:
    """Tell whether a request was made by one of our own pages.

    Browsers send Origin with every POST; `required` refuses a request that has none.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        site = request.headers.get("Sec-Fetch-Site", "none")
        return not required and site in {"none", "same-origin"}
    return origin in origins


def _within(address: str, trusted: Collection[Network]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in trusted)


def _site(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 6:  # noqa: PLR2004 # the protocol's own number
        return str(ip_network((found, _SITE_BITS), strict=False))
    return str(found)
