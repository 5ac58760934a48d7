"""How Alembic reaches the database: over the connection, and in the transaction, it is handed."""

from alembic import context

from kiosk.exchange.store.columns import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
