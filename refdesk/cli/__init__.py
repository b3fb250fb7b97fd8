"""The commands of `refdesk`; each loads what it needs only when it is called."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from refdesk.cli.leaving_out import import_without
from refdesk.cli.measuring import bench
from refdesk.cli.options import Language, SettingsFile
from refdesk.cli.privacy import privacy
from refdesk.errors import SettingsProblem, StoreBroken

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Layanan tanya pustakawan dan basis pengetahuan / virtual reference desk.",
)
staff = typer.Typer(no_args_is_help=True, help="Akun staf / staff accounts.")
kb = typer.Typer(no_args_is_help=True, help="Basis pengetahuan / knowledge base.")
app.add_typer(staff, name="staff")
app.add_typer(kb, name="kb")
db = typer.Typer(no_args_is_help=True, help="Basis data / database.")
app.add_typer(db, name="db")
app.add_typer(bench, name="bench")
app.add_typer(privacy, name="privacy")

BackupKey = Annotated[
    Path | None,
    typer.Option("--key", help="Kunci cadangan; tanpa ini: dari pengaturan / settings'."),
]


@app.command()
def serve(settings: SettingsFile = None) -> None:
    """Jalankan server / run the server."""
    # What a start loads it keeps: to look through it for garbage takes a seventh of the start.
    gc.disable()
    # They would colour tracebacks and tell green threads apart: 4 MiB, 80 ms.
    import_without("structlog", "rich", "greenlet")
    from refdesk.cli.serving import serve_until_stopped  # noqa: PLC0415

    raise typer.Exit(serve_until_stopped(settings))


@app.command()
def demo() -> None:
    """Jalankan contoh lengkap di komputer ini / run the whole demo on this computer."""
    from refdesk.cli.demonstration import demonstrate  # noqa: PLC0415

    raise typer.Exit(demonstrate())


@app.command()
def doctor(
    url: Annotated[
        str, typer.Argument(help="Alamat umum, diperiksa dari sisi pemustaka / public address.")
    ] = "",
    page: Annotated[
        str, typer.Option(help="Halaman perpustakaan yang memuat widget / page with the widget.")
    ] = "",
    ca: Annotated[str, typer.Option(help="Berkas penerbit sertifikat / authority's file.")] = "",
    send_to_me: Annotated[
        str, typer.Option(help="Kirim pesan uji Telegram ke obrolan ini / test message to a chat.")
    ] = "",
    mail_to: Annotated[
        str, typer.Option(help="Kirim surel uji ke alamat ini / test mail to an address.")
    ] = "",
    settings: SettingsFile = None,
    lang: Language = "id",
) -> None:
    """Periksa pemasangan, atau dari luar / examine the installation, or from outside."""
    from refdesk.cli.examining import (  # noqa: PLC0415
        FromOutside,
        examine_from_outside,
        examine_installation,
    )

    if url:
        raise typer.Exit(examine_from_outside(FromOutside(url, page, ca), lang))
    raise typer.Exit(examine_installation(settings, lang, send_to_me, mail_to))


@staff.command("add")
def staff_add(
    login: str,
    name: Annotated[str, typer.Option(help="Nama yang dilihat pemustaka / name shown.")],
    role: Annotated[list[str] | None, typer.Option(help="Peran / roles, e.g. librarian.")] = None,
    settings: SettingsFile = None,
) -> None:
    """Tambah akun; sandi dibaca dari masukan / add an account, password from standard input."""
    from refdesk.cli.accounts import add  # noqa: PLC0415

    raise typer.Exit(add(settings, login, name, role or ["librarian"]))


@staff.command("list")
def staff_list(settings: SettingsFile = None) -> None:
    """Daftar akun / list the accounts."""
    from refdesk.cli.accounts import show  # noqa: PLC0415

    raise typer.Exit(show(settings))


@staff.command("password")
def staff_password(login: str, settings: SettingsFile = None) -> None:
    """Ganti sandi; dibaca dari masukan / change a password, from standard input."""
    from refdesk.cli.accounts import change_password  # noqa: PLC0415

    raise typer.Exit(change_password(settings, login))


@staff.command("disable")
def staff_disable(login: str, settings: SettingsFile = None) -> None:
    """Nonaktifkan akun / disable an account."""
    from refdesk.cli.accounts import disable  # noqa: PLC0415

    raise typer.Exit(disable(settings, login, disabled=True))


@staff.command("desks")
def staff_desks(
    login: str,
    desk: Annotated[list[str] | None, typer.Argument(help="Kosong: semua / none: all.")] = None,
    settings: SettingsFile = None,
) -> None:
    """Meja milik akun; transkrip meja lain minta alasan / own desks; others ask for a reason."""
    from refdesk.cli.requesting import set_desks  # noqa: PLC0415

    raise typer.Exit(set_desks(settings, login, desk or []))


@staff.command("enable")
def staff_enable(login: str, settings: SettingsFile = None) -> None:
    """Aktifkan lagi akun / enable an account again."""
    from refdesk.cli.accounts import disable  # noqa: PLC0415

    raise typer.Exit(disable(settings, login, disabled=False))


@staff.command("recover")
def staff_recover(
    login: str,
    *,
    admin: Annotated[bool, typer.Option(help="Aktifkan sebagai admin / enable as admin.")] = False,
    settings: SettingsFile = None,
) -> None:
    """Tautan sandi baru tanpa langkah kedua / a link for a new password, second factor off."""
    from refdesk.cli.accounts import recover  # noqa: PLC0415

    raise typer.Exit(recover(settings, login, admin=admin))


@kb.command("import")
def kb_import(
    directory: Annotated[
        Path | None, typer.Argument(help="Folder; tanpa folder: isi awal / starter content.")
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Impor entri Markdown, semua atau tidak sama sekali / import entries, all or nothing."""
    from refdesk.cli.content import import_content  # noqa: PLC0415

    raise typer.Exit(import_content(settings, directory))


@kb.command("check")
def kb_check(settings: SettingsFile = None) -> None:
    """Cari tautan putus, tinjauan lewat, kembaran / find broken links, overdue reviews, twins."""
    from refdesk.cli.content import check_content  # noqa: PLC0415

    raise typer.Exit(check_content(settings))


@kb.command("facts")
def kb_facts(settings: SettingsFile = None) -> None:
    """Buat facts.toml untuk diisi / make facts.toml, the library's own facts to fill in."""
    from refdesk.cli.content import write_facts  # noqa: PLC0415

    raise typer.Exit(write_facts(settings))


@kb.command("export")
def kb_export(directory: Path, settings: SettingsFile = None) -> None:
    """Ekspor entri sebagai Markdown / export the entries as Markdown."""
    from refdesk.cli.content import export_content  # noqa: PLC0415

    raise typer.Exit(export_content(settings, directory))


@app.command()
def backup(
    new_key: Annotated[
        Path | None, typer.Option(help="Buat kunci cadangan di sini / make a backup key here.")
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Buat cadangan selagi server berjalan / make a backup while the server runs."""
    from refdesk.cli.backups import make, make_key  # noqa: PLC0415

    raise typer.Exit(make_key(new_key) if new_key else make(settings))


@app.command()
def upgrade(settings: SettingsFile = None) -> None:
    """Cadangkan, mutakhirkan skema, periksa / back up, bring the schema up to date, look at it."""
    from refdesk.cli.backups import bring_up_to_date  # noqa: PLC0415

    raise typer.Exit(bring_up_to_date(settings))


@app.command()
def restore(archive: Path, key: BackupKey = None, settings: SettingsFile = None) -> None:
    """Pulihkan cadangan; server harus berhenti / restore a backup; the server must be stopped."""
    from refdesk.cli.backups import put_back  # noqa: PLC0415

    raise typer.Exit(put_back(settings, archive, key))


@app.command()
def drill(
    archive: Annotated[
        Path | None, typer.Argument(help="Tanpa ini: yang terbaru / without it the newest.")
    ] = None,
    key: BackupKey = None,
    settings: SettingsFile = None,
) -> None:
    """Latihan memulihkan cadangan di folder sementara / rehearse a restore in a folder apart."""
    from refdesk.cli.backups import rehearse  # noqa: PLC0415

    raise typer.Exit(rehearse(settings, archive, key))


@db.command("move")
def db_move(
    target: Annotated[
        str, typer.Option("--to", envvar="REFDESK_MOVE_TO", help="postgresql://…, kosong / empty.")
    ],
    source: Annotated[
        str, typer.Option("--from", help="sqlite:…; tanpa ini: dari pengaturan / settings'.")
    ] = "",
    settings: SettingsFile = None,
) -> None:
    """Pindahkan SQLite ke PostgreSQL; dapat diulang / move SQLite to PostgreSQL, resumable."""
    from refdesk.cli.moving import move_database  # noqa: PLC0415

    raise typer.Exit(move_database(settings, source, target))


@db.command("index")
def db_index(
    anew: Annotated[bool, typer.Option(help="Dari awal / from nothing.")] = False,  # noqa: FBT002
    settings: SettingsFile = None,
) -> None:
    """Indeks transkrip untuk pencarian, selagi server berhenti / index transcripts for search."""
    from refdesk.cli.indexing import index_transcripts  # noqa: PLC0415

    raise typer.Exit(index_transcripts(settings, anew=anew))


def main() -> None:
    """Run the command line; problems with settings or store are one clear message."""
    try:
        app()
    except (SettingsProblem, StoreBroken) as problem:
        sys.stderr.write(f"refdesk: {problem}\n")
        sys.exit(2)
