"""What patrons agreed to, one row for each of them and purpose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, union, update
from sqlmodel import col, select

from refdesk.domain.records import millis, moment
from refdesk.privacy.consent_ports import Consent
from refdesk.store.committing import Writer, write_alone
from refdesk.store.driver import Lookup, table_of
from refdesk.store.reading import Reader
from refdesk.store.tables.conversations import AccessRow, ConversationRow
from refdesk.store.tables.lessons import LessonRow
from refdesk.store.tables.privacy import ConsentRow

_theirs = Lookup(ConversationRow, ["id"], ["id"], lock=True)


class StoredConsents:
    """The port `refdesk.privacy.consents.ConsentStore`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def of(self, patron: str) -> dict[str, Consent]:
        """Give what a patron key said last, by purpose."""
        query = select(ConsentRow).where(col(ConsentRow.patron) == patron)
        return await self._reader.read(
            lambda c: {row.purpose: _consent(row) for row in c.execute(query)}
        )

    async def on(self, conversations: Collection[str], purpose: str) -> dict[str, list[Consent]]:
        """Give what all keys that may follow these conversations said last about one purpose."""
        about = col(ConsentRow.purpose) == purpose
        query = union(
            _said(AccessRow.conversation, AccessRow.patron, conversations).where(about),
            _said(ConversationRow.id, ConversationRow.patron, conversations).where(about),
        )

        def read(connection: Connection) -> dict[str, list[Consent]]:
            found: dict[str, list[Consent]] = {}
            for row in connection.execute(query):
                found.setdefault(row.of, []).append(_consent(row))
            return found

        return await self._reader.read(read)

    async def put(self, patron: str, said: Mapping[str, Consent]) -> list[str]:
        """Keep what a patron key says now; give theirs, from which is to be learned anew."""
        query = union(
            select(ConversationRow.id).where(col(ConversationRow.patron) == patron),
            select(AccessRow.conversation).where(col(AccessRow.patron) == patron),
        )

        def job(connection: Connection) -> list[str]:
            # Who learns from them at this moment holds them until it is known what was learned.
            _theirs(connection, sorted((one,) for one in connection.execute(query).scalars()))
            connection.execute(delete(ConsentRow).where(col(ConsentRow.patron) == patron))
            for purpose, one in said.items():
                row = {"library": "main", "patron": patron, "purpose": purpose}
                what = {"version": one.version, "given": one.given, "at": millis(one.at)}
                connection.execute(insert(ConsentRow).values(row | what))
            theirs = list(connection.execute(query).scalars())
            again = update(LessonRow).where(col(LessonRow.conversation).in_(theirs))
            connection.execute(again.values(head=0))
            return theirs

        return await write_alone(self._writer, job)


def consent_marks(connection: Connection, conversations: Collection[str]) -> dict[str, str]:
    """Give for each conversation a mark that is another once anything is said about consent."""
    said = union(
        _said(AccessRow.conversation, AccessRow.patron, conversations),
        _said(ConversationRow.id, ConversationRow.patron, conversations),
    )
    marks: dict[str, list[str]] = {}
    for row in connection.execute(said):
        marks.setdefault(row.of, []).append(f"{row.patron} {row.purpose} {row.given} {row.at}")
    return {one: "\n".join(sorted(lines)) for one, lines in marks.items()}


def _said(conversation: Any, patron: Any, of: Collection[str]) -> Any:  # noqa: ANN401
    """Ask what was said last by the keys in the column `patron`."""
    columns: tuple[Any, ...] = (col(conversation).label("of"), table_of(ConsentRow))
    return (
        select(*columns)
        .join(ConsentRow, col(ConsentRow.patron) == col(patron))
        .where(col(conversation).in_(of))
    )


def _consent(row: Any) -> Consent:  # noqa: ANN401
    return Consent(row.version, bool(row.given), moment(row.at))
