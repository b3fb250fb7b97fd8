"""Options that several groups of commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", envvar="REFDESK_SETTINGS", help="Berkas TOML / TOML file."),
]
Language = Annotated[str, typer.Option("--lang", help="id | en")]
