"""Where Alembic runs the migrations: on the connection that `migrating` opened."""

from __future__ import annotations

from alembic import context

from refdesk.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    # `migrating` begins and ends the transaction.
    transactional_ddl=False,
)
context.run_migrations()
