"""What is wrong with a setting, said in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# What pydantic finds wrong, said in both languages; `{…}` are the limits it names.
_WRONG = {
    "extra_forbidden": "pengaturan tidak dikenal / unknown setting",
    "int_parsing": "harus bilangan bulat / must be a whole number",
    "int_type": "harus bilangan bulat / must be a whole number",
    "float_parsing": "harus bilangan / must be a number",
    "float_type": "harus bilangan / must be a number",
    "bool_parsing": "harus true atau false / must be true or false",
    "string_type": "harus teks / must be a text",
    "dict_type": "harus tabel, misalnya {{mon = '08:00-16:00'}} / must be a table",
    "tuple_type": "harus daftar / must be a list",
    "literal_error": "harus salah satu dari / must be one of: {expected}",
    "greater_than": "harus lebih dari / must be more than {gt}",
    "greater_than_equal": "paling sedikit / at least {ge}",
    "less_than_equal": "paling banyak / at most {le}",
    "string_pattern_mismatch": "bentuknya lain dari yang diminta / not of the form {pattern}",
}


def explain(problems: Sequence[Mapping[str, Any]], file: Path | None) -> str:
    """Give a line for each problem of pydantic: the key, what is wrong, in which file."""
    lines = []
    for problem in problems:
        key = ".".join(str(part) for part in problem["loc"])
        where = f"{file}: " if file is not None else ""
        known = _WRONG.get(problem["type"])
        what = known.format(**problem.get("ctx", {})) if known else problem["msg"]
        lines.append(f"{where}{key} (REFDESK_{key.upper()}): {what.removeprefix('Value error, ')}")
    return "\n".join(lines)


def unreadable(error: Exception) -> str:
    """Give the line for a variable that should hold JSON and does not, from pydantic's words."""
    named = re.search(r'field "(\w+)"', str(error))
    key = named[1] if named else "?"
    return (
        f'{key} (REFDESK_{key.upper()}): harus JSON, misalnya {{"a": 1}} / must be JSON; '
        "deploy/refdesk.toml tells what it holds"
    )
