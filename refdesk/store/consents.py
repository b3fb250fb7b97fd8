"""What patrons agreed to, one row for each of them and purpose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, update
from sqlmodel import col, select

from refdesk.domain.records import millis, moment
from refdesk.privacy.consent_ports import Consent
from refdesk.store.committing import Writer, write_alone
from refdesk.store.reading import Reader
from refdesk.store.tables.conversations import ConversationRow
from refdesk.store.tables.lessons import LessonRow
from refdesk.store.tables.privacy import ConsentRow


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

    async def of_all(self, patrons: Collection[str], purpose: str) -> dict[str, Consent]:
        """Give what these patron keys said last about one purpose."""
        query = select(ConsentRow).where(
            col(ConsentRow.patron).in_(patrons), col(ConsentRow.purpose) == purpose
        )
        return await self._reader.read(
            lambda c: {row.patron: _consent(row) for row in c.execute(query)}
        )

    async def put(self, patron: str, said: Mapping[str, Consent]) -> list[str]:
        """Keep what a patron key says now; give theirs, from which is to be learned anew."""
        query = select(ConversationRow.id).where(col(ConversationRow.patron) == patron)

        def job(connection: Connection) -> list[str]:
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


def _consent(row: Any) -> Consent:  # noqa: ANN401
    return Consent(row.version, bool(row.given), moment(row.at))
