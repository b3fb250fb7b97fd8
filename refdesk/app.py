"""Runs the server: the only module that chooses adapters and starts tasks."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

import structlog
from aiohttp import web

from refdesk.assembling import Made, Surroundings, Task, assemble
from refdesk.bus.opening import open_bus
from refdesk.clock import clock
from refdesk.errors import RefdeskError, SettingsProblem, StoreBroken
from refdesk.ids import new_id
from refdesk.knowledge.shelf import Shelf
from refdesk.operations.bot_watch import BotWatch
from refdesk.operations.channel_tasks import channel_tasks, secret_of
from refdesk.operations.daily import back_up_daily, purge_daily
from refdesk.operations.data_folder import make_data_folder
from refdesk.operations.facts import take_file
from refdesk.operations.full_disk import Relief
from refdesk.operations.gauging import Gauging
from refdesk.operations.keys import digest
from refdesk.operations.national_days import keep_prepared
from refdesk.operations.office import Office
from refdesk.operations.reserve import free_when_short, reserve_of
from refdesk.operations.upgrading import back_up_before
from refdesk.operations.window import SOCKET, Window
from refdesk.people.secrets import new_token
from refdesk.privacy.retention import Retention
from refdesk.privacy.sealed_keeping import SealedKeeping
from refdesk.settings import Settings
from refdesk.store.opening import Store, open_store
from refdesk.telemetry import Metrics
from refdesk.web.parts import PARTS

Prepare = Callable[[Office, bool], Awaitable[None]]

SETTLE_EVERY = 30  # seconds between looks whether edits are ahead of the index on disk
LOOK_EVERY = 0.5  # seconds between looks for a newer knowledge base, whatever the bell says
EXPIRE_EVERY = 600.0  # seconds between deletions of sealed originals
SYSTEM_HOLDS = 32 * 1024  # bytes unread by one client, which else grow to megabytes (G8)
STOP_WITHIN = 5.0  # seconds for requests under way when the server stops

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it is reached, what a command may need, and when it must end."""

    url: str
    first_run: str  # secret of the first-run link, "" once there is an account
    office: Office
    store: Store
    shelf: Shelf

    async def alive(self) -> None:
        """Read a little from the database: a server whose reads hang is none."""
        await self.store.lists.version("staff")

    async def until_broken(self) -> StoreBroken:
        """Wait until the store can no longer be trusted (G15)."""
        return await asyncio.shield(self.store.broken)


def listen(settings: Settings) -> socket.socket:
    """Bind the port; raises SettingsProblem with the remedy when it is not to be had."""
    return bind(settings.host, settings.port, "REFDESK_PORT")


def bind(host: str, port: int, setting: str) -> socket.socket:
    """Bind a port that `setting` names; raises SettingsProblem with the remedy."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SYSTEM_HOLDS)  # connections inherit it
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise SettingsProblem(
            f"{host}:{port} tidak dapat dipakai ({error.strerror}): {_remedy(error, setting)}"
        ) from error
    return bound


def _remedy(error: OSError, setting: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"hentikan program lain di port itu, atau pilih port lain dengan {setting} / stop the "
            f"other program on that port, or choose another with {setting}"
        )
    return (
        f"periksa REFDESK_HOST dan {setting}; port di bawah 1024 perlu izin khusus / check "
        f"REFDESK_HOST and {setting}; ports below 1024 need a special permission"
    )


@asynccontextmanager
async def running(
    settings: Settings,
    bound: socket.socket,
    *,
    sample_url: str = "",
    prepare: Prepare | None = None,
) -> AsyncIterator[Server]:
    """Run the server while the block runs; leaving it stops everything in order.

    `prepare` may fill the store before anybody is let in; it is told whether there is no account.
    Raises SettingsProblem and StoreBroken. Correctness never needs the clean stop (G15).
    """
    port = bound.getsockname()[1]
    local = f"http://{_loopback(settings.host)}:{port}"
    async with AsyncExitStack() as stack:
        store = await _opened(settings)
        stack.push_async_callback(store.close)
        if store.shared:
            await _agree_on_keys(settings, store)
        first_run = "" if await store.staff.everyone() else new_token()
        secret = secret_of(settings)
        bus = open_bus(settings.bus_url, new_id(), store.signs if store.shared else None)
        watch = BotWatch(settings)
        around = Surroundings(_origins(settings, port), secret, first_run, sample_url, bus, watch)
        made = assemble(settings, store, around)
        await take_file(settings, made.office.facts, clock)
        if prepare is not None:
            await prepare(made.office, bool(first_run))
        stack.push_async_callback(made.turns.close)
        await stack.enter_async_context(Window(made.office, settings.data_dir / SOCKET))
        await stack.enter_async_context(_tasks((*_all_tasks(settings, made, store), watch.run())))
        await stack.enter_async_context(serving(made.application, bound))
        stack.push_async_callback(made.sockets.stop)
        await stack.enter_async_context(_tasks(channel_tasks(settings, local, secret)))
        yield Server(settings.public_url or local, first_run, made.office, store, made.shelf)


async def _opened(settings: Settings) -> Store:
    make_data_folder(settings)
    free_when_short(settings)
    backup = await back_up_before(settings, clock())
    if backup is not None:
        _log.info("backup made before the schema changes", file=str(backup))
    try:
        return await open_store(settings.database_url, clock=clock)
    except RefdeskError as error:
        raise SettingsProblem(
            f"database (REFDESK_DATABASE): basis data tidak menjawab; periksa alamat dan "
            f"layanannya / the database does not answer; check its address and service "
            f"({error.detail or error.code})"
        ) from error


async def _agree_on_keys(settings: Settings, store: Store) -> None:
    """Refuse to be a server that would not know the commands, codes, threads of the others."""
    own = digest(settings.data_dir)
    if await store.installation.agree("keys", own) != own:
        raise SettingsProblem(
            f"data_dir (REFDESK_DATA_DIR): kunci di {settings.data_dir / 'keys'} bukan kunci basis "
            "data ini: salin folder keys dari server pertama; bila hilang, hapus baris 'keys' di "
            "tabel installation / the keys are not those of this database: copy the folder keys "
            "from its first server; if they are lost, delete the row 'keys' of the table "
            "installation"
        )


def _all_tasks(settings: Settings, made: Made, store: Store) -> tuple[Task, ...]:
    return (
        *made.tasks,
        _keep_fresh(made.shelf),
        _keep_stored(made.shelf),
        _forget_sealed(made.keeping),
        _gauge(made.metrics, store),
        Gauging(settings, store, made.metrics, made.application[PARTS].checks).run(),
        *_relief(settings, store, made),
        *_daily(settings, store, made.retention),
        *((keep_prepared(clock),) if settings.national_holidays else ()),
    )


def _relief(settings: Settings, store: Store, made: Made) -> tuple[Task, ...]:
    reserve = reserve_of(settings)
    if reserve is None:
        return ()
    return (Relief(reserve, store, made.retention, made.keeping, clock).run(),)


def _daily(settings: Settings, store: Store, retention: Retention) -> tuple[Task, ...]:
    """Give what is done each night; a shared database is backed up where somebody said whereto."""
    tasks: tuple[Task, ...] = ()
    if settings.backup_at and (settings.backup_dir or not store.shared):
        tasks += (back_up_daily(settings, clock),)
    if settings.retention_at:
        tasks += (purge_daily(settings, retention, clock),)
    return tasks


async def _keep_fresh(shelf: Shelf) -> None:
    """Look again and again whether the database has a newer knowledge base."""
    while True:
        try:
            await shelf.refresh()
        except (RefdeskError, OSError, SettingsProblem) as error:
            _log.warning("knowledge base not refreshed", problem=str(error))
        await asyncio.sleep(LOOK_EVERY)


async def _keep_stored(shelf: Shelf) -> None:
    """Write the index again and again once edits have gone ahead of it."""
    while True:
        await asyncio.sleep(SETTLE_EVERY)
        try:
            await shelf.settle()
        except OSError as error:
            _log.warning("index not written", problem=str(error))


async def _forget_sealed(keeping: SealedKeeping) -> None:
    """Delete sealed originals again and again once their time is over."""
    while True:
        try:
            await keeping.expire(clock())
        except RefdeskError as error:
            _log.warning("sealed originals not deleted", problem=error.code)
        await asyncio.sleep(EXPIRE_EVERY)


async def _gauge(metrics: Metrics, store: Store) -> None:
    while True:
        metrics.backlog.set(store.backlog())
        await asyncio.sleep(1)


@asynccontextmanager
async def _tasks(todo: Iterable[Task]) -> AsyncIterator[None]:
    """Run tasks beside the block; one that fails ends the block with its error."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_enduring(one)) for one in todo]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()


async def _enduring(work: Task) -> None:
    """Run a task; of a broken store the server itself takes notice, in words (`until_broken`)."""
    try:
        await work
    except StoreBroken:
        await asyncio.Event().wait()


@asynccontextmanager
async def serving(application: web.Application, bound: socket.socket) -> AsyncIterator[None]:
    """Serve an application on a bound socket while the block runs."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=STOP_WITHIN)
    await runner.setup()
    try:
        await web.SockSite(runner, bound, backlog=1024).start()
        yield
    finally:
        with suppress(TimeoutError):
            await runner.cleanup()


def _loopback(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104


def _origins(settings: Settings, port: int) -> tuple[str, ...]:
    here = (f"http://{name}:{port}" for name in ("127.0.0.1", "localhost"))
    own = (
        (settings.public_url,)
        if settings.public_url
        else (f"http://{_loopback(settings.host)}:{port}",)
    )
    return tuple(dict.fromkeys((*own, *here)))
