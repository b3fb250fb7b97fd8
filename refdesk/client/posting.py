"""One POST over HTTP, with nothing but the standard library."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

_LARGEST: Final = 1024 * 1024  # bytes of an answer
_PORTS: Final = {"http": 80, "https": 443}


async def post(address: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Post a JSON text; give status and body. Raises OSError; the caller bounds the time.

    It speaks HTTP/1.0, so that the answer is whole when the server closes.
    """
    parts = urlsplit(address)
    port = parts.port or _PORTS[parts.scheme]
    tls = ssl.create_default_context() if parts.scheme == "https" else None
    reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=tls)
    try:
        fields = {
            "Host": parts.netloc,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
            **headers,
        }
        lines = [f"POST {parts.path} HTTP/1.0", *(f"{name}: {fields[name]}" for name in fields)]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        return _parsed(await _whole(reader))
    finally:
        writer.transport.abort()


async def _whole(reader: asyncio.StreamReader) -> bytes:
    found = b""
    while data := await reader.read(_LARGEST):
        found += data
        if len(found) > _LARGEST:
            raise ConnectionError("the answer is too long")
    return found


def _parsed(data: bytes) -> tuple[int, bytes]:
    head, _, body = data.partition(b"\r\n\r\n")
    words = head.split(maxsplit=2)
    if len(words) < 2 or not words[1].isdigit():  # noqa: PLR2004 - version, status
        raise ConnectionError("the answer is cut short")
    return int(words[1]), body
