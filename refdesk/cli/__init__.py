"""The commands of `refdesk`; each loads what it needs only when it is called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

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

SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", envvar="REFDESK_SETTINGS", help="Berkas TOML / TOML file."),
]
Language = Annotated[str, typer.Option("--lang", help="id | en")]


@app.command()
def serve(settings: SettingsFile = None) -> None:
    """Jalankan server / run the server."""
    from refdesk.cli.serving import serve_until_stopped  # noqa: PLC0415

    raise typer.Exit(serve_until_stopped(settings))


@app.command()
def demo() -> None:
    """Jalankan contoh lengkap di komputer ini / run the whole demo on this computer."""
    from refdesk.cli.demonstration import demonstrate  # noqa: PLC0415

    raise typer.Exit(demonstrate())


@app.command()
def doctor(settings: SettingsFile = None, lang: Language = "id") -> None:
    """Periksa pemasangan / examine the installation."""
    from refdesk.cli.examining import examine_installation  # noqa: PLC0415

    raise typer.Exit(examine_installation(settings, lang))


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


@staff.command("enable")
def staff_enable(login: str, settings: SettingsFile = None) -> None:
    """Aktifkan lagi akun / enable an account again."""
    from refdesk.cli.accounts import disable  # noqa: PLC0415

    raise typer.Exit(disable(settings, login, disabled=False))


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


@app.command("bench")
def bench(
    quick: Annotated[bool, typer.Option(help="Satu menit / one minute.")] = False,  # noqa: FBT002
    store: Annotated[
        list[str] | None, typer.Option(help="sqlite, postgres; keduanya bila kosong / both.")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="Berkas hasil / file for the figures.")] = None,
) -> None:
    """Ukur server di samping purwarupa / measure the server beside a bare prototype."""
    from refdesk.cli.benching import bench as run  # noqa: PLC0415

    raise typer.Exit(run(quick=quick, stores=store or ["sqlite", "postgres"], file=json))


def main() -> None:
    """Run the command line; problems with settings or store are one clear message."""
    try:
        app()
    except (SettingsProblem, StoreBroken) as problem:
        sys.stderr.write(f"refdesk: {problem}\n")
        sys.exit(2)
