"""The server behind the proxy: that it is ours, talks both ways, sees who asks, answers soon."""

from __future__ import annotations

import json
import secrets
import time
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from statistics import median
from typing import Final

import aiohttp

from refdesk.clock import clock
from refdesk.operations.clock_check import compared
from refdesk.operations.doctor import Finding, ill, well
from refdesk.operations.outside.visit import Visit
from refdesk.protocol.codes import SUBPROTOCOL

BUILD: Final = "doctor/1"
NOBODY: Final = "203.0.113.77"  # an address of examples only (RFC 5737)
ROUNDS: Final = 5
SLOW: Final = 1.0  # seconds
SERVER = ("Server", "Server")
EXCHANGE = ("POST /exchange", "POST /exchange")
ADDRESSES = ("Alamat pemustaka", "Patrons' addresses")
METRICS = ("/metrics", "/metrics")
TIMES = ("Waktu jawab", "Response time")
SOCKET = ("WebSocket", "WebSocket")
_UPGRADE = (
    "proksi harus meneruskan Upgrade dan Connection (deploy/nginx.conf); Caddy begitu sendiri",
    "the proxy must pass Upgrade and Connection on (deploy/nginx.conf); Caddy does so by itself",
)
_ORIGIN = (
    "isi public_url dengan alamat ini, seperti yang ditulis pemustaka",
    "set public_url to this very address, as patrons write it",
)


async def ours(visit: Visit) -> Finding:
    """It is refdesk, and ready."""
    async with visit.session.get(f"{visit.url}/readyz") as answer:
        found = await answer.json(content_type=None)
    if not isinstance(found, dict) or "build" not in found:
        return ill(
            SERVER,
            ("yang menjawab bukan refdesk", "what answers is not refdesk"),
            ("periksa tujuan proksi (127.0.0.1:8080)", "check where the proxy leads to"),
        )
    wrong = "; ".join(part["text"] for part in found["parts"].values() if not part["ok"])
    said = f"refdesk {found['build']}"
    if wrong:
        says = (f"{said}: {wrong}", f"{said}: {wrong}")
        remedy = ("jalankan `refdesk doctor` di server", "run `refdesk doctor` on the server")
        return ill(SERVER, says, remedy, serious=not found["ok"])
    return well(SERVER, said, said)


async def socket(visit: Visit) -> Finding:
    """A hello gets its welcome through it, as from our own page."""
    address = f"{visit.url.replace('http', 'ws', 1)}/ws/patron"
    try:
        connecting = visit.session.ws_connect(
            address, protocols=[SUBPROTOCOL], origin=visit.url, autoping=True
        )
        async with connecting as ws:
            await ws.send_str(_hello())
            answer = await ws.receive_json(timeout=15)
    except aiohttp.WSServerHandshakeError as error:
        if error.status == HTTPStatus.FORBIDDEN:
            says = ("asal ini ditolak (403)", "this origin is refused (403)")
            return ill(SOCKET, says, _ORIGIN)
        says = (f"tidak sampai ({error.status})", f"does not get through ({error.status})")
        return ill(SOCKET, says, _UPGRADE)
    except (TimeoutError, TypeError, ValueError):
        says = ("terbuka, tetapi diam", "opens, but stays silent")
        return ill(SOCKET, says, _UPGRADE)
    if answer.get("type") != "welcome":
        return ill(SOCKET, (str(answer)[:80], str(answer)[:80]), _UPGRADE)
    return well(SOCKET, "sapaan dijawab", "the hello is answered")


async def exchange(visit: Visit) -> Finding:
    """The way for networks that break WebSocket."""
    asked = {"token": secrets.token_urlsafe(32), "build": BUILD, "hold": 1}
    async with visit.session.post(f"{visit.url}/exchange", json=asked) as answer:
        body = await answer.text()
    if answer.status == HTTPStatus.OK and '"welcome"' in body:
        return well(EXCHANGE, "sapaan dijawab", "the hello is answered")
    return ill(
        EXCHANGE,
        (f"tidak sampai ({answer.status})", f"does not get through ({answer.status})"),
        (
            "proksi harus meneruskan POST tanpa menyangga jawabannya",
            "the proxy must pass POST on without buffering the answer",
        ),
    )


async def addresses(visit: Visit) -> Finding:
    """The server sees who asks, and believes no stranger."""
    lie = {"X-Forwarded-For": NOBODY}
    async with visit.session.get(f"{visit.url}/api/seen", headers=lie) as answer:
        told = await answer.json(content_type=None)
    if told["address"] == NOBODY:
        return ill(
            ADDRESSES,
            ("siapa pun dapat mengaku dari alamat lain", "anybody may claim another address"),
            (
                "proksi harus mengganti X-Forwarded-For dengan alamat yang dilihatnya sendiri",
                "the proxy must replace X-Forwarded-For by the address that it sees itself",
            ),
        )
    async with visit.session.get(f"{visit.url}/api/seen") as answer:
        told = await answer.json(content_type=None)
    if told["believed"]:
        return well(ADDRESSES, f"terlihat {told['address']}", f"seen as {told['address']}")
    if told["forwarded"]:
        return ill(
            ADDRESSES,
            ("proksi tidak dipercaya: semua tampak satu", "the proxy is not trusted: all look one"),
            (
                'isi trusted_proxies dengan alamat proksi, misalnya ["127.0.0.1"]',
                'set trusted_proxies to the proxy\'s address, e.g. ["127.0.0.1"]',
            ),
        )
    said = (f"{told['address']}, tanpa proksi", f"{told['address']}, without a proxy")
    return well(ADDRESSES, *said)


async def metrics(visit: Visit) -> Finding:
    """The counters are not for the public."""
    async with visit.session.get(f"{visit.url}/metrics") as answer:
        shut = answer.status == HTTPStatus.NOT_FOUND
    if shut or not visit.secure:
        return well(METRICS, "tertutup dari luar" if shut else "-", "closed" if shut else "-")
    return ill(
        METRICS,
        ("terbuka bagi semua", "open to everybody"),
        (
            "proksi harus mengirim X-Forwarded-For, atau menutup /metrics",
            "the proxy must send X-Forwarded-For, or close /metrics",
        ),
    )


async def times(visit: Visit) -> Finding:
    """How long an answer takes from here, and whether the clocks agree."""
    took, date = [], ""
    for _ in range(ROUNDS):
        began = time.perf_counter()
        async with visit.session.get(f"{visit.url}/healthz") as answer:
            await answer.read()
        took.append(time.perf_counter() - began)
        date = answer.headers.get("Date", "")
    off = compared(parsedate_to_datetime(date), clock(), visit.host) if date else None
    if off is not None and not off.good:
        return off
    said = f"{median(took) * 1000:.0f} ms"
    if median(took) <= SLOW:
        return well(TIMES, said, said)
    remedy = ("server atau jaringan lambat: lihat beban", "server or network is slow: see its load")
    return ill(TIMES, (said, said), remedy, serious=False)


def _hello() -> str:
    hello = {"type": "hello", "build": BUILD, "token": secrets.token_urlsafe(32)}
    return json.dumps(hello)
