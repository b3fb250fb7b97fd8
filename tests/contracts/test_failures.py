"""What an error of the database tells: never what people wrote."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

from refdesk.store.committing import write_alone
from refdesk.store.opening import Store

SECRET = "nomor kartu saya 12345"


def fails(connection: Connection) -> None:
    """Run a statement that no database takes, with a text beside it."""
    connection.execute(text("SELECT nothing FROM nowhere WHERE said = :said"), {"said": SECRET})


async def test_an_error_of_the_database_does_not_hold_the_text(store: Store) -> None:
    """What is logged of a failed statement is the statement, not its values."""
    for failing in (store.log._reader.read(fails), write_alone(store._writer, fails)):
        with pytest.raises(Exception, match=r"nowhere|42P01") as found:
            await failing
        assert SECRET not in str(found.value)
