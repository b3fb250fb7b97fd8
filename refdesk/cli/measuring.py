"""The commands of `refdesk bench`; each loads what it needs only when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

bench = typer.Typer(invoke_without_command=True, help="Pengukuran / measurements.")


@bench.callback()
def bench_messages(
    asked: typer.Context,
    quick: Annotated[bool, typer.Option(help="Satu menit / one minute.")] = False,  # noqa: FBT002
    store: Annotated[
        list[str] | None, typer.Option(help="sqlite, postgres; keduanya bila kosong / both.")
    ] = None,
    postgres: Annotated[
        str, typer.Option(help="Alamat basis data kosong / an empty database's address.")
    ] = "",
    json: Annotated[Path | None, typer.Option(help="Berkas hasil / file for the figures.")] = None,
) -> None:
    """Ukur server di samping purwarupa / measure the server beside a bare prototype."""
    if asked.invoked_subcommand is not None:
        return
    from refdesk.cli.benching import bench as run  # noqa: PLC0415

    stores = store or ["sqlite", "postgres"]
    raise typer.Exit(run(quick=quick, stores=stores, postgres=postgres, file=json))


@bench.command("growth")
def bench_growth(
    folder: Annotated[
        Path, typer.Option(help="Riwayat SQLite disimpan di sini / SQLite histories are kept here.")
    ] = Path("growth"),
    store: Annotated[str, typer.Option(help="sqlite | postgres")] = "sqlite",
    most: Annotated[int, typer.Option(help="Pesan terbanyak / most messages.")] = 1_000_000,
    json: Annotated[Path | None, typer.Option(help="Berkas hasil / file for the figures.")] = None,
) -> None:
    """Ukur biaya saat riwayat bertambah / measure what acts cost as history grows."""
    from refdesk.cli.growing import growth  # noqa: PLC0415

    raise typer.Exit(growth(folder=folder, store=store, most=most, file=json))


@bench.command("suggestions")
def bench_suggestions(
    dense: Annotated[bool, typer.Option(help="Dengan ekstra dense / the dense extra.")] = False,  # noqa: FBT002
    json: Annotated[Path | None, typer.Option(help="Berkas hasil / file for the figures.")] = None,
) -> None:
    """Ukur tanda terima di samping saran / measure acknowledgements beside suggestions."""
    from refdesk.cli.suggesting import suggestions  # noqa: PLC0415

    raise typer.Exit(suggestions(dense=dense, file=json))
