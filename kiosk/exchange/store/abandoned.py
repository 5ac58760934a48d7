"""Numbers that hubs gave up: they are no gap."""

from sqlalchemy import Column, Table, Text

from kiosk.exchange.store.columns import BIG, metadata

abandoned = Table(
    "abandoned",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("epoch", Text, primary_key=True),
    Column("first_seq", BIG, primary_key=True, autoincrement=False),
    Column("last_seq", BIG, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", BIG, nullable=False),
    sqlite_strict=True,
)
