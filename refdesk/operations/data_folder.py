"""The data folder: made on first use, or the reason why it cannot be."""

from __future__ import annotations

from refdesk.errors import SettingsProblem
from refdesk.settings import Settings


def make_data_folder(settings: Settings) -> None:
    """Make the folder of database, index and keys; raises SettingsProblem with the remedy."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingsProblem(
            f"data_dir (REFDESK_DATA_DIR): {settings.data_dir}: {error.strerror}. Beri hak tulis "
            "atau pilih folder lain / let the service write there or choose another folder"
        ) from error
