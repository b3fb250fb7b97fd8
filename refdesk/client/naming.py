"""Names a client makes: command ids, addresses."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit, urlunsplit


def new_cid() -> str:
    """Give a new command id: 128 random bits."""
    return secrets.token_hex(16)


def socket_address(server: str, role: str) -> str:
    """Give the WebSocket address of a server's http(s) address; ValueError for any other."""
    parts = urlsplit(server)
    schemes = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}
    if parts.scheme not in schemes or not parts.netloc:
        raise ValueError(f"{server!r} is not an address like https://tanya.example")
    path = f"{parts.path.rstrip('/')}/ws/{role}"
    return urlunsplit((schemes[parts.scheme], parts.netloc, path, "", ""))


def exchange_address(socket: str) -> str:
    """Give the address of the exchange beside a patron's socket, "" beside any other."""
    parts = urlsplit(socket)
    path, patrons, _ = parts.path.rpartition("/ws/patron")
    if not patrons:
        return ""
    return urlunsplit(
        (parts.scheme.replace("ws", "http"), parts.netloc, f"{path}/exchange", "", "")
    )
