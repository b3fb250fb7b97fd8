"""The settings of what lies on the disk beside the database: backups, the reserve."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field
from pydantic_settings import BaseSettings

TIME: Final = r"^(([01]\d|2[0-3]):[0-5]\d)?$"  # HH:MM, or empty


class StorageSettings(BaseSettings):
    """Part of `refdesk.settings.Settings`."""

    backup_dir: str = Field("", description="Folder of backups; empty: in data_dir.")
    backup_key: str = Field(
        "", description="File of the key that seals backups, which then hold the keys as well."
    )
    backup_at: str = Field(
        "02:30",
        pattern=TIME,
        description="Time of the daily backup, in the library's time zone; empty: none.",
    )
    backup_keep: dict[Literal["days", "weeks", "months"], int] = Field(
        {"days": 7, "weeks": 4, "months": 3},
        description="How many days, weeks and months have one backup left each.",
    )

    reserve_mb: int = Field(
        64,
        ge=0,
        description="Megabytes kept back beside an SQLite database, freed when the disk is full "
        "so that deleting is possible; 0: none.",
    )
