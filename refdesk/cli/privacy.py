"""The commands of `refdesk privacy`; each loads what it needs only when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from refdesk.cli.options import Language, SettingsFile

privacy = typer.Typer(no_args_is_help=True, help="Data pribadi / personal data.")

Target = Annotated[
    str,
    typer.Argument(
        help="Kunci pemustaka, nomor percakapan, nomor bukti, atau telegram:<nomor obrolan> / "
        "patron key, conversation, receipt, or telegram:<chat>."
    ),
]
Reason = Annotated[
    str,
    typer.Option(
        help="Mengapa, misalnya nomor surat; tanpa nama / why, e.g. a letter's number; no names."
    ),
]

Received = Annotated[
    str,
    typer.Option(
        "--received",
        help="Kapan diterima, bila tidak baru saja: 3×24 jam sejak itu / when it came, "
        "if not just now: 2026-01-31T09:00.",
    ),
]


@privacy.command("find")
def privacy_find(
    desk: Annotated[str, typer.Option(help="Meja / desk.")] = "main",
    settings: SettingsFile = None,
) -> None:
    """Data pribadi dalam teks JSON per baris dari masukan / in JSON texts, one a line."""
    from refdesk.cli.redacting import find_in_texts  # noqa: PLC0415

    raise typer.Exit(find_in_texts(settings, desk))


@privacy.command("purge")
def privacy_purge(
    settings: SettingsFile = None,
    *,
    dry_run: Annotated[bool, typer.Option(help="Hanya hitung / only count.")] = False,
) -> None:
    """Hapus yang lewat masa simpannya / let go of what is over its time."""
    from refdesk.cli.purging import purge  # noqa: PLC0415

    raise typer.Exit(purge(settings, dry_run=dry_run))


@privacy.command("rotate-key")
def privacy_rotate_key(settings: SettingsFile = None) -> None:
    """Segel ulang data pribadi dengan kunci baru / seal personal data under a new key."""
    from refdesk.cli.redacting import rotate_key  # noqa: PLC0415

    raise typer.Exit(rotate_key(settings))


@privacy.command("access")
def privacy_access(
    target: Target,
    reason: Reason,
    out: Annotated[Path, typer.Option(help="Berkas yang ditulis / file to write.")],
    settings: SettingsFile = None,
    lang: Language = "id",
    received: Received = "",
) -> None:
    """Tulis semua data seorang pemustaka ke berkas / write all of a patron's data to a file."""
    from refdesk.cli.requesting import Asked, access  # noqa: PLC0415

    raise typer.Exit(access(settings, Asked(target, reason, received), out, lang))


@privacy.command("correct")
def privacy_correct(
    target: Target,
    reason: Reason,
    message: Annotated[
        int, typer.Option(help="Nomor pesan dalam percakapan; 1: nama / message; 1: the name.")
    ],
    settings: SettingsFile = None,
    received: Received = "",
) -> None:
    """Ganti tulisan pemustaka dengan yang benar, dari masukan / the right text from input."""
    from refdesk.cli.requesting import Asked, correct  # noqa: PLC0415

    raise typer.Exit(correct(settings, Asked(target, reason, received), message))


@privacy.command("restrict")
def privacy_restrict(
    target: Target,
    reason: Reason,
    settings: SettingsFile = None,
    received: Received = "",
    *,
    release: Annotated[bool, typer.Option(help="Cabut pembatasan / lift it again.")] = False,
) -> None:
    """Batasi: disimpan saja, tidak dicari, diekspor, dinilai, dipelajari / only keep."""
    from refdesk.cli.requesting import Asked, carry_out  # noqa: PLC0415

    asked = Asked(target, reason, received)
    raise typer.Exit(carry_out(settings, "release" if release else "restrict", asked))


@privacy.command("erase")
def privacy_erase(
    target: Target, reason: Reason, settings: SettingsFile = None, received: Received = ""
) -> None:
    """Hapus selamanya isi percakapan seorang pemustaka / erase a patron's conversations."""
    from refdesk.cli.requesting import Asked, carry_out  # noqa: PLC0415

    raise typer.Exit(carry_out(settings, "erase", Asked(target, reason, received)))


@privacy.command("requests")
def privacy_requests(settings: SettingsFile = None) -> None:
    """Daftar permintaan dan tenggat 3×24 jam / list the requests and when they are due."""
    from refdesk.cli.requesting import show  # noqa: PLC0415

    raise typer.Exit(show(settings))


@privacy.command("breach")
def privacy_breach(
    since: Annotated[str, typer.Option("--from", help="Hari pertama / first day, 2026-01-31.")],
    until: Annotated[str, typer.Option("--to", help="Hari terakhir / last day.")],
    out: Annotated[Path, typer.Option(help="Folder hasil / folder to write.")],
    desk: Annotated[str, typer.Option(help="Hanya meja ini / only this desk.")] = "",
    staff: Annotated[
        str, typer.Option(help="Hanya yang dilihat akun ini / only what this login saw.")
    ] = "",
    token: Annotated[
        str, typer.Option(help="Hanya yang dibaca token API ini / only what this API token read.")
    ] = "",
    patron: Annotated[
        str, typer.Option(help="Hanya pemustaka ini, yang bertanya / only this patron, who asks.")
    ] = "",
    settings: SettingsFile = None,
) -> None:
    """Kebocoran: siapa, data apa, draf pemberitahuan / breach: who, which data, notice drafts."""
    from refdesk.cli.breach import breach, day  # noqa: PLC0415

    try:
        span = {"since": day(since), "until": day(until, after=True)}
    except ValueError:
        raise typer.BadParameter("2026-01-31 | 2026-01-31T09:00") from None
    narrowed = {"desk": desk, "staff": staff, "token": token, "patron": patron}
    raise typer.Exit(breach(settings, {**span, **narrowed}, out))
