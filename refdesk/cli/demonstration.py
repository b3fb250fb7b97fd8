"""`refdesk demo`: the whole service on this computer, with accounts and a sample library page."""

from __future__ import annotations

import sys
from importlib.resources import as_file, files

from refdesk.app import Server, bind, listen, running, serving
from refdesk.cli.serving import run_loop, until_stopped
from refdesk.domain.actors import StaffRole
from refdesk.errors import SettingsProblem
from refdesk.knowledge.importing import import_directory
from refdesk.operations.office import Office
from refdesk.operations.sample_site import application
from refdesk.settings import Settings, load
from refdesk.telemetry import set_up

HOST = "127.0.0.1"
PASSWORD = "pustaka-contoh"  # noqa: S105 - printed on purpose: the demo listens on loopback only
PEOPLE = (
    ("rina", "Rina", (StaffRole.LIBRARIAN,)),
    ("budi", "Budi", (StaffRole.LIBRARIAN,)),
    ("sari", "Sari", (StaffRole.LIBRARIAN, StaffRole.COORDINATOR, StaffRole.ADMIN)),
)


def demonstrate() -> int:
    """Run the demo until Ctrl-C; data stays in the data folder."""
    settings = load(host=HOST, library_name="Perpustakaan Umum Kota Contoh", log_level="warning")
    if settings.host != HOST:
        raise SettingsProblem(
            "host (REFDESK_HOST): demo hanya untuk komputer ini; pakai `refdesk serve` untuk "
            "melayani / the demo is for this computer only; use `refdesk serve` to serve"
        )
    if settings.port == settings.sample_port != 0:
        raise SettingsProblem(
            f"sample_port (REFDESK_SAMPLE_PORT): {settings.port} sudah dipakai server; pilih port "
            "lain / is the server's own; choose another"
        )
    set_up(settings.log, settings.log_level)
    return run_loop(_demonstrate(settings))


async def _demonstrate(settings: Settings) -> int:
    bound = listen(settings)
    sample = bind(HOST, settings.sample_port, "REFDESK_SAMPLE_PORT")
    sites = tuple(f"http://{name}:{sample.getsockname()[1]}" for name in ("127.0.0.1", "localhost"))
    settings = settings.model_copy(update={"sites": (*settings.sites, *sites)})
    _say("membuka basis data / opening the database")
    async with running(settings, bound, sample_url=sites[0], prepare=_fill) as server:
        await server.shelf.refresh()
        async with serving(application(server.url), sample):
            _announce(server, sites[0])
            status = await until_stopped(server)
            _say("berhenti; data tetap ada / stopping; the data stays")
            return status


async def _fill(office: Office, nobody: bool) -> None:  # noqa: FBT001 - as `Prepare` has it
    if not await office.entries.all():
        _say("memuat basis pengetahuan awal / loading the starter knowledge base")
        with as_file(files("kb") / "content") as content:
            await import_directory(
                office.entries, content, office.facts.current(), office.clock(), "demo"
            )
    if nobody:
        _say("membuat akun contoh / making the demo accounts")
        for login, name, roles in PEOPLE:
            await office.accounts.add(login, name, PASSWORD, frozenset(roles), by="demo")


def _announce(server: Server, sample: str) -> None:
    logins = ", ".join(login for login, _, _ in PEOPLE)
    sys.stdout.write(
        f"""
  refdesk siap / is ready

  Halaman contoh / sample library page   {sample}
  Tanya pustakawan / ask a librarian     {server.url}/chat
  Meja pustakawan / librarians' console  {server.url}/console
  Tanya jawab / FAQ                      {server.url}/kb

  Akun / accounts: {logins}   sandi / password: {PASSWORD}
  Ctrl-C menghentikan / stops it.

"""
    )
    sys.stdout.flush()


def _say(words: str) -> None:
    sys.stdout.write(f"refdesk: {words}\n")
    sys.stdout.flush()
