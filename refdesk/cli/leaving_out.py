"""Leaving out: a library is imported as if one that it can do without were not installed."""

from __future__ import annotations

import importlib
import sys
from typing import Any, cast


def import_without(name: str, *absent: str) -> None:
    """Import a module while none of `absent` is to be found, but what is there already."""
    if name in sys.modules:
        return
    hidden = [one for one in absent if one not in sys.modules]
    # What stands as None among the modules counts as not installed (Python reference, 5.3.1).
    cast("dict[str, Any]", sys.modules).update(dict.fromkeys(hidden))
    try:
        importlib.import_module(name)
    finally:
        for one in hidden:
            del sys.modules[one]
