"""The library's facts for `{{names}}` in entries: the starter's, overlaid by its own file."""

from __future__ import annotations

import tomllib
from importlib.resources import as_file, files

from kb.problems import ContentErrors
from kb.variables import Variables, read_variables
from refdesk.errors import SettingsProblem
from refdesk.settings import Settings

OWN = "facts.toml"  # in data_dir; same form as kb/content/variables.toml


def read_facts(settings: Settings) -> Variables:
    """Give all facts; raises SettingsProblem naming file and line of what is wrong."""
    with as_file(files("kb") / "content" / "variables.toml") as starter:
        facts = read_variables(starter)
    own = settings.data_dir / OWN
    try:
        return {**facts, **(read_variables(own) if own.exists() else {})}
    except ContentErrors as errors:
        told = "\n".join(
            f"{own.parent / p.file}:{p.line}: {p.reason_id} / {p.reason_en}"
            for p in errors.problems
        )
        raise SettingsProblem(told) from errors


def example_facts(settings: Settings) -> list[str]:
    """Give the names of facts that are still invented examples."""
    own = settings.data_dir / OWN
    starter = (files("kb") / "content" / "variables.toml").read_text("utf-8")
    tables = tomllib.loads(starter) | (
        tomllib.loads(own.read_text("utf-8")) if own.exists() else {}
    )
    return [
        name
        for name, table in tables.items()
        if isinstance(table, dict) and table.get("example") is True
    ]
