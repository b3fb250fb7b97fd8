"""A change that expects what it finds, and what is inserted beside it, spoken in one go.

PostgreSQL does all of it in one statement: each other one is a way there and back, which costs the
server 60 µs, and everybody who waits for the commit a good deal more. SQLite does it part by part.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from refdesk.store.driver import Insert, Row, Update, all_take, columns_of, fetch, is_postgres


class Guarded:
    """An update whose rows give last what it expects, with inserts that are worthless without it.

    PostgreSQL holds the rows of the update in the order of their keys before it looks at them (G3).
    """

    def __init__(self, update: Update, *inserts: Insert) -> None:
        self._sqlite = (update.sqlite, *(insert.sqlite for insert in inserts))
        self._widths = (update.width, *(insert.width for insert in inserts))
        self._postgres = _statement(update, inserts)

    def __call__(
        self, connection: Connection, changes: Sequence[Row], *inserted: Sequence[Row]
    ) -> bool:
        """Tell whether every change found what it expects and every insert took place.

        Where not, part of it may be written: the transaction is to be undone.
        """
        if not is_postgres(connection):
            return all_take(connection, self._sqlite, (changes, *inserted))
        parts = zip(self._widths, (changes, *inserted), strict=True)
        given = tuple(one for width, rows in parts for one in columns_of(rows, width))
        (counts,) = fetch(connection, self._postgres, given)
        return list(counts) == [len(changes), *map(len, inserted)]


def _statement(update: Update, inserts: Sequence[Insert]) -> str:
    parts = [update.before, f"changed AS ({update.postgres} RETURNING 1)"]
    first = 1 + update.width
    for number, insert in enumerate(inserts):
        # What counts the changes comes after them.
        only = "WHERE (SELECT count(*) FROM changed) = cardinality($1)"
        parts.append(f"part{number} AS ({insert.postgres(first, only)} RETURNING 1)")
        first += insert.width
    names = ("changed", *(f"part{number}" for number in range(len(inserts))))
    counts = ", ".join(f"(SELECT count(*) FROM {name})" for name in names)  # noqa: S608
    return f"WITH {', '.join(parts)} SELECT {counts}"
