"""The built front end, as files of this package."""

import json
from pathlib import Path
from typing import Final

DIST: Final = Path(__file__).parent / "dist"


def manifest() -> dict[str, str]:
    """File in `DIST` by its plain name: `panel.js` gives `panel-<hash>.js`.

    Raises FileNotFoundError, with the remedy, where the front end was never built.
    """
    path = DIST / "manifest.json"
    if not path.is_file():
        msg = "the front end is not built (widgets/dist): run `make run` or `pip install -e .`"
        raise FileNotFoundError(msg)
    names: dict[str, str] = json.loads(path.read_text("utf-8"))
    return names
