"""What is looked for, written as each full-text engine reads it."""

from __future__ import annotations

from collections.abc import Sequence

from refdesk.desk.transcript_ports import Clause


def fts5_query(clauses: Sequence[Clause]) -> str:
    """Write clauses for SQLite's FTS5: strings are quoted, so that no sign means anything."""
    return " AND ".join(f"({' OR '.join(map(_string, clause))})" for clause in clauses)


def tsquery(clauses: Sequence[Clause]) -> str:
    """Write clauses as a `tsquery` of PostgreSQL."""
    rows = ((f"({' <-> '.join(map(quoted, row))})" for row in clause) for clause in clauses)
    return " & ".join(f"({' | '.join(clause)})" for clause in rows)


def quoted(term: str) -> str:
    """Give a term as a word of a `tsvector` or a `tsquery`."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def _string(row: tuple[str, ...]) -> str:
    return '"' + " ".join(row).replace('"', '""') + '"'
