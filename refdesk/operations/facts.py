"""The library's facts over an open store, and the file by which many may be set at once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path

import structlog

from kb.fact_list import Fact, read_fact_list
from kb.problems import ContentErrors
from kb.variables import read_variables
from refdesk.errors import SettingsProblem
from refdesk.knowledge.facts import Facts
from refdesk.knowledge.ports import FactStore
from refdesk.settings import Settings

OWN = "facts.toml"  # in data_dir; same form as kb/content/variables.toml
TAKEN = "facts.toml.taken"

_log = structlog.get_logger(__name__)


def facts_over(store: FactStore) -> Facts:
    """Give the facts of the starter base over those of the store, not read yet."""
    return Facts(listed_facts(), store)


def listed_facts() -> tuple[Fact, ...]:
    """Give what the starter base asks a library for."""
    with as_file(files("kb") / "content" / "variables.toml") as starter:
        return read_fact_list(starter)


async def take_file(settings: Settings, facts: Facts, clock: Callable[[], datetime]) -> None:
    """Take `facts.toml` into the database, examples left out, and set the file aside.

    Raises SettingsProblem naming file and line of what is wrong; nothing is taken then.
    """
    own = settings.data_dir / OWN
    if own.exists():
        filled = _filled(own)
        if filled:
            await facts.store.put(filled, clock(), OWN, None)
        own.replace(settings.data_dir / TAKEN)
        _log.info("facts taken from the file", facts=len(filled))
    await facts.reread()


def _filled(own: Path) -> dict[str, dict[str, str]]:
    try:
        read = read_variables(own)
    except ContentErrors as errors:
        told = "\n".join(
            f"{own.parent / p.file}:{p.line}: {p.reason_id} / {p.reason_en}"
            for p in errors.problems
        )
        raise SettingsProblem(told) from errors
    tables = tomllib.loads(own.read_text("utf-8"))
    invented = {
        name
        for name, table in tables.items()
        if isinstance(table, dict) and table.get("example") is True
    }
    return {name: words for name, words in read.items() if name not in invented}
