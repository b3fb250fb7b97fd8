"""Name, certificate, the way from http to https: what comes before the first byte of ours."""

from __future__ import annotations

import asyncio
import socket
import ssl
from datetime import UTC, datetime, timedelta
from typing import Any

from refdesk.clock import clock
from refdesk.operations.doctor import Finding, ill, well
from refdesk.operations.outside.visit import Visit

WITHIN = 10.0  # seconds
SOON = timedelta(days=14)  # an automatic renewal has failed by then
SHARE = 6  # or when a sixth is left of one that is meant to live for days only
_MOVED = {301, 308}
NAME = ("Nama", "Name")
CERTIFICATE = ("Sertifikat", "Certificate")
REDIRECT = ("Pengalihan ke https", "Redirect to https")
_RENEW = (
    "perbarui: Caddy melakukannya sendiri bila port 80 dan 443 terbuka; nginx: `certbot renew`",
    "renew it: Caddy does by itself where ports 80 and 443 are open; nginx: `certbot renew`",
)
# OpenSSL's numbers of what a verification found (X509_V_ERR_…).
_EXPIRED, _NOT_YET, _OWN_ROOT, _NO_ISSUER, _SELF, _OTHER_NAME = 10, 9, 19, 20, 18, 62
_FAULTS: dict[int, tuple[tuple[str, str], tuple[str, str]]] = {
    _EXPIRED: (("sudah kedaluwarsa", "has expired"), _RENEW),
    _NOT_YET: (
        ("belum berlaku", "is not valid yet"),
        ("periksa jam kedua komputer", "check the clocks of both computers"),
    ),
    _OTHER_NAME: (
        ("untuk nama lain", "is for another name"),
        ("minta sertifikat untuk nama ini", "get a certificate for this name"),
    ),
    **dict.fromkeys(
        (_OWN_ROOT, _NO_ISSUER, _SELF),
        (
            ("penerbitnya tidak dikenal peramban", "its issuer is unknown to browsers"),
            (
                "pasang rantai lengkap (fullchain.pem), atau beri berkas penerbitnya dengan --ca",
                "install the whole chain (fullchain.pem), or give the issuer's file by --ca",
            ),
        ),
    ),
}


async def name(visit: Visit) -> Finding:
    """The name leads to an address."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(WITHIN):
            found = await loop.getaddrinfo(visit.host, visit.port, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError) as error:
        return ill(
            NAME,
            (f"{visit.host} tidak ditemukan ({error})", f"{visit.host} is not found ({error})"),
            (
                "buat catatan DNS (A atau AAAA) untuk nama ini ke alamat server",
                "make a DNS record (A or AAAA) of this name to the server's address",
            ),
        )
    said = f"{visit.host} → {', '.join(dict.fromkeys(str(one[4][0]) for one in found))}"
    return well(NAME, said, said)


async def certificate(visit: Visit) -> Finding:
    """The certificate: trusted, for this name, for some time to come."""
    if not visit.secure:
        return ill(
            CERTIFICATE,
            ("alamat tanpa TLS", "an address without TLS"),
            (
                "pakai https: halaman HTTPS menolak bingkai dan WebSocket tanpa TLS",
                "use https: an HTTPS page refuses frames and WebSockets without TLS",
            ),
            serious=visit.host not in {"127.0.0.1", "::1", "localhost"},
        )
    try:
        async with asyncio.timeout(WITHIN):
            _, writer = await asyncio.open_connection(visit.host, visit.port, ssl=visit.context)
    except ssl.SSLCertVerificationError as error:
        return _untrusted(error)
    found: dict[str, Any] = writer.get_extra_info("peercert") or {}
    spoken = writer.get_extra_info("ssl_object").version()
    writer.close()
    return judged(found, str(spoken), clock())


def judged(found: dict[str, Any], spoken: str, now: datetime) -> Finding:
    """Judge a trusted certificate by the time it has left."""
    begins, ends = (
        datetime.fromtimestamp(ssl.cert_time_to_seconds(found[name]), UTC)
        for name in ("notBefore", "notAfter")
    )
    left = ends - now
    days, hours = left.days, int(left.total_seconds() // 3600)
    said = (
        (f"{spoken}, berlaku {days} hari lagi", f"{spoken}, valid for {days} more days")
        if days
        else (f"{spoken}, berlaku {hours} jam lagi", f"{spoken}, valid for {hours} more hours")
    )
    soon = min(SOON, (ends - begins) / SHARE)
    return well(CERTIFICATE, *said) if left > soon else ill(CERTIFICATE, said, _RENEW)


def _untrusted(error: ssl.SSLCertVerificationError) -> Finding:
    told = error.verify_message
    says, remedy = _FAULTS.get(error.verify_code, ((told, told), _RENEW))
    return ill(CERTIFICATE, says, remedy)


async def redirect(visit: Visit) -> Finding:
    """Who types no https comes to it, for good."""
    if not visit.plain:
        return well(REDIRECT, "tidak dicoba (port sendiri)", "not tried (a port of its own)")
    async with visit.session.get(f"{visit.plain}/chat", allow_redirects=False) as answer:
        status, place = answer.status, answer.headers.get("Location", "")
    said = f"{visit.plain} → {status} {place}"
    if status in _MOVED and place.startswith(f"https://{visit.host}"):
        return well(REDIRECT, said, said)
    return ill(
        REDIRECT,
        (said, said),
        (
            "alihkan port 80 ke https dengan 308 atau 301 (deploy/Caddyfile, deploy/nginx.conf)",
            "redirect port 80 to https by 308 or 301 (deploy/Caddyfile, deploy/nginx.conf)",
        ),
    )
