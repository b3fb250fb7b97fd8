"""Real proxies, run on the configuration of `deploy/` with a certificate of our own.

Only what the operators' guide tells them to change is changed: the host's name, the certificate's
files; and, since a test may not take ports 80 and 443, the ports.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.journeys.server import ROOT, free_port

NAME = "localhost"
DEPLOY = ROOT / "deploy"
WITHIN = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class Front:
    """A proxy that stands before a server: its address with TLS and the one without."""

    program: str
    port: int
    plain_port: int

    @property
    def url(self) -> str:
        """The address as patrons see it."""
        return f"https://{NAME}:{self.port}"

    @property
    def plain(self) -> str:
        """The address of who types no scheme."""
        return f"http://{NAME}:{self.plain_port}"


def front(program: str) -> Front:
    """Give a proxy that does not run yet."""
    return Front(program, free_port(), free_port())


def lacking(program: str) -> str:
    """Say what this machine lacks to run a proxy, "" for nothing."""
    return "" if shutil.which(program) else f"{program} is not installed"


@asynccontextmanager
async def running(one: Front, upstream: int, folder: Path) -> AsyncIterator[Path]:
    """Run the proxy before a port while the block runs; give the file of its authority."""
    authority = make_certificate(folder)
    command, environment = _SET_UP[one.program](one, upstream, folder)
    process = _start(command, os.environ | environment, folder / f"{one.program}.log")
    try:
        await _until_listening(one, process, folder)
        yield authority
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 15)


def _start(
    command: list[str], environment: Mapping[str, str], log: Path
) -> subprocess.Popen[bytes]:
    with log.open("wb") as file:
        return subprocess.Popen(command, env=environment, stdout=file, stderr=file, cwd=log.parent)


async def _until_listening(one: Front, process: subprocess.Popen[bytes], folder: Path) -> None:
    async with asyncio.timeout(WITHIN):
        while True:
            said = (folder / f"{one.program}.log").read_text(errors="replace")
            assert process.poll() is None, said
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", one.port)):
                    return
            await asyncio.sleep(0.05)


def _nginx(one: Front, upstream: int, folder: Path) -> tuple[list[str], Mapping[str, str]]:
    site = (DEPLOY / "nginx.conf").read_text("utf-8")
    live = "/etc/letsencrypt/live/tanya.perpus.example"
    for before, after in (
        (f"{live}/fullchain.pem", str(folder / "fullchain.pem")),
        (f"{live}/privkey.pem", str(folder / "privkey.pem")),
        ("tanya.perpus.example", NAME),
        ("/var/log/nginx/refdesk.log", "stderr"),
        ("listen 443 ssl", f"listen {one.port} ssl"),
        ("listen [::]:443 ssl", f"listen [::]:{one.port} ssl"),
        ("listen 80", f"listen {one.plain_port}"),
        ("listen [::]:80", f"listen [::]:{one.plain_port}"),
        ("127.0.0.1:8080", f"127.0.0.1:{upstream}"),
    ):
        assert before in site, before
        site = site.replace(before, after)
    (folder / "site.conf").write_text(site)
    temporary = "".join(
        f"{kind}_temp_path {folder}/temp-{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # The folders of tests are closed to the account that nginx would take.
    account = "" if os.geteuid() else "user root;"
    (folder / "nginx.conf").write_text(
        f"{account} daemon off; pid {folder}/nginx.pid; error_log stderr;\n"
        "events { worker_connections 256; }\n"
        f"http {{ access_log off;\n{temporary}include {folder}/site.conf;\n}}\n"
    )
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], {}


def _caddy(one: Front, upstream: int, folder: Path) -> tuple[list[str], Mapping[str, str]]:
    site = (DEPLOY / "Caddyfile").read_text("utf-8")
    place = "reverse_proxy {$REFDESK_UPSTREAM"
    assert place in site
    own = f"tls {folder}/fullchain.pem {folder}/privkey.pem"
    ports = f"{{\n\thttp_port {one.plain_port}\n\thttps_port {one.port}\n\tadmin off\n}}\n"
    (folder / "Caddyfile").write_text(ports + site.replace(place, f"{own}\n\t{place}"))
    environment = {
        "REFDESK_NAME": NAME,
        "REFDESK_UPSTREAM": f"127.0.0.1:{upstream}",
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    return ["caddy", "run", "--config", str(folder / "Caddyfile")], environment


SetUp = Callable[[Front, int, Path], tuple[list[str], Mapping[str, str]]]
_SET_UP: dict[str, SetUp] = {"nginx": _nginx, "caddy": _caddy}


def make_certificate(folder: Path, name: str = NAME, days: int = 90) -> Path:
    """Write fullchain.pem and privkey.pem for a name, signed by an authority whose file is given.

    A negative number of days makes a certificate that has expired.
    """
    now = datetime.now(UTC)
    root_key, own_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "refdesk test authority")])

    def builder(subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(root_name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=200))
            .not_valid_after(now + timedelta(days=days))
        )

    constraints = x509.BasicConstraints(ca=True, path_length=0)
    root = builder(root_name, root_key).add_extension(constraints, critical=True)
    names = x509.SubjectAlternativeName([x509.DNSName(name)])
    own_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    own = builder(own_name, own_key).add_extension(names, critical=False)
    signed = [one.sign(root_key, hashes.SHA256()) for one in (own, root)]
    pem = [one.public_bytes(serialization.Encoding.PEM) for one in signed]
    (folder / "fullchain.pem").write_bytes(b"".join(pem))
    (folder / "privkey.pem").write_bytes(
        own_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    authority = folder / "authority.pem"
    authority.write_bytes(pem[1])
    return authority
