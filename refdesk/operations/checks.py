"""Checks of the machine: settings, disk, port, address, proxy."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sys
import tempfile
from urllib.parse import urlsplit

from refdesk.operations.doctor import Finding, ill, well
from refdesk.settings import Settings

# Variables that are no settings of the server: those of its commands, of bots and of tests.
OTHERS = {
    "REFDESK_SETTINGS",
    "REFDESK_MOVE_TO",
    "REFDESK_SERVER",
    "REFDESK_LANG",
    "REFDESK_CHROMIUM",
    "REFDESK_RETRIEVAL_DATA",
}
LEAST_FREE = 200 * 1024 * 1024  # bytes


async def python_version(_: Settings) -> Finding:
    """Python 3.11 or newer."""
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(("Python", "Python"), good=True, says=(version, version))


async def data_folder(settings: Settings) -> Finding:
    """The data folder can be written and has room."""
    name = ("Folder data", "Data folder")
    folder = settings.data_dir.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"refdesk")
    except OSError as error:
        return Finding(
            name,
            good=False,
            says=(
                f"{folder} tidak dapat ditulisi ({error.strerror})",
                f"{folder} cannot be written ({error.strerror})",
            ),
            remedy=(
                "beri pemilik layanan hak tulis, atau ubah data_dir (REFDESK_DATA_DIR)",
                "let the service's owner write there, or change data_dir (REFDESK_DATA_DIR)",
            ),
        )
    free = shutil.disk_usage(folder).free
    said = f"{folder}, {free // 2**20} MiB"
    return Finding(
        name,
        good=free >= LEAST_FREE,
        says=(f"{said} kosong", f"{said} free"),
        remedy=("kosongkan ruang di disk itu", "free space on that disk"),
    )


async def port_free(settings: Settings) -> Finding:
    """The port is free, or refdesk itself answers there."""
    name = ("Port", "Port")
    place = f"{settings.host}:{settings.port}"
    if await _is_ours(settings):
        return Finding(
            name, good=True, says=(f"refdesk menjawab di {place}", f"refdesk answers at {place}")
        )
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            return Finding(
                name,
                good=False,
                says=(
                    f"{place} tidak dapat dipakai ({error.strerror})",
                    f"{place} cannot be used ({error.strerror})",
                ),
                remedy=(
                    "hentikan program lain di port itu, atau pilih port lain (REFDESK_PORT)",
                    "stop the other program on that port, or choose another (REFDESK_PORT)",
                ),
            )
    return Finding(name, good=True, says=(f"{place} bebas", f"{place} is free"))


async def _is_ours(settings: Settings) -> bool:
    try:
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection(settings.host, settings.port)
            try:
                writer.write(
                    b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                )
                answer = await reader.read(4096)
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
    return b'"build"' in answer and b'"parts"' in answer


async def public_address(settings: Settings) -> Finding:
    """The public address has TLS, without which browsers refuse the widget on an HTTPS page."""
    name = ("Alamat umum", "Public address")
    url = settings.public_url
    if not url:
        return Finding(
            name,
            good=False,
            serious=False,
            says=(
                "belum diisi: hanya Telegram dan komputer ini yang dapat dilayani",
                "not set: only Telegram and this computer can be served",
            ),
            remedy=(
                "isi public_url (REFDESK_PUBLIC_URL), misalnya https://tanya.perpus.example",
                "set public_url (REFDESK_PUBLIC_URL), for example https://tanya.perpus.example",
            ),
        )
    loopback = urlsplit(url).hostname in {"localhost", "127.0.0.1", "::1"}
    return Finding(
        name,
        good=url.startswith("https://") or loopback,
        says=(url, url),
        remedy=(
            "pakai https: halaman HTTPS menolak bingkai dan WebSocket tanpa TLS (deploy/Caddyfile)",
            "use https: an HTTPS page refuses frames and WebSockets without TLS (deploy/Caddyfile)",
        ),
    )


async def variables(_: Settings) -> Finding:
    """Every REFDESK_ variable is one that something reads."""
    known = {f"REFDESK_{name.upper()}" for name in Settings.model_fields} | OTHERS
    strange = sorted(
        name for name in os.environ if name.startswith("REFDESK_") and name not in known
    )
    told = ", ".join(strange)
    return Finding(
        ("Variabel", "Variables"),
        good=not strange,
        serious=False,
        says=(told or "semua dikenal", told or "all known"),
        remedy=(
            "tidak dikenal, jadi tidak berpengaruh: salah tulis?",
            "unknown, so without effect: mistyped?",
        ),
    )


async def framing_sites(settings: Settings) -> Finding:
    """The library's own pages are named, so that they may frame the panel."""
    sites = ", ".join(settings.sites)
    return Finding(
        ("Situs perpustakaan", "Library's sites"),
        good=bool(sites),
        serious=False,
        says=(sites or "belum ada", sites or "none"),
        remedy=(
            "isi sites (REFDESK_SITES) dengan asal halaman, misalnya https://perpus.example",
            "set sites (REFDESK_SITES) to the pages' origins, for example https://perpus.example",
        ),
    )


async def forwarded_addresses(settings: Settings) -> Finding:
    """Behind a proxy on this machine, its word for the patron's address is believed."""
    name = ("Alamat pemustaka", "Patrons' addresses")
    hidden = settings.host in {"127.0.0.1", "::1", "localhost"}
    if settings.trusted_proxies or not (hidden and settings.public_url.startswith("https://")):
        said = ", ".join(settings.trusted_proxies)
        return well(name, said or "tanpa proksi", said or "no proxy")
    return ill(
        name,
        (
            "di belakang proksi semua pemustaka tampak dari satu alamat, dan saling memperlambat",
            "behind the proxy all patrons seem to have one address, and slow each other down",
        ),
        ('isi trusted_proxies = ["127.0.0.1"]', 'set trusted_proxies = ["127.0.0.1"]'),
    )
