"""The exchange's tables of facts: those for hubs, those from hubs. Source: DESIGN.md §8."""

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Table, Text, text

from kiosk.exchange.store.columns import BIG, metadata, number, octets, words

stream = Table(
    "stream",
    metadata,
    Column("audience", Text, primary_key=True),
    Column("epoch", Text, nullable=False, unique=True),
    number("last_seq"),
    number("read_upto"),
    number("gone_upto", default="0"),
    number("mark_seq", default="0"),
    number("mark_at", default="0"),
    sqlite_strict=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("epoch", Text, primary_key=True),
    Column("seq", BIG, primary_key=True, autoincrement=False),
    words("type"),
    octets("raw"),
    octets("signature"),
    number("at"),
    words("about", default=""),
    sqlite_strict=True,
)

heard = Table(
    "heard",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("epoch", Text, primary_key=True),
    number("have"),
    Column("safe_upto", BIG, nullable=False, server_default="0"),
    number("raw_upto", default="0"),
    sqlite_strict=True,
)

inbox = Table(
    "inbox",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("epoch", Text, primary_key=True),
    Column("seq", BIG, primary_key=True, autoincrement=False),
    words("type"),
    octets("sha256"),
    octets("raw"),
    octets("signature"),
    words("state"),
    words("code"),
    words("answer"),
    number("received_at"),
    CheckConstraint("state IN ('applied', 'parked', 'rejected')", name="state"),
    Index("ix_inbox_parked", "received_at", sqlite_where=text("state = 'parked'"),
          postgresql_where=text("state = 'parked'")),
    Index("ix_inbox_rejected", "received_at", sqlite_where=text("state = 'rejected'"),
          postgresql_where=text("state = 'rejected'")),
    sqlite_strict=True,
)  # fmt: skip

quarantine = Table(
    "quarantine",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("epoch", Text, primary_key=True),
    Column("seq", BIG, primary_key=True, autoincrement=False),
    Column("sha256", LargeBinary, primary_key=True),
    octets("raw"),
    octets("signature"),
    words("code"),
    number("received_at"),
    Index(None, "received_at"),
    sqlite_strict=True,
)
