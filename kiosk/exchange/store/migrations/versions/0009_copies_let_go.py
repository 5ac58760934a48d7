"""How far copies of facts were let go, and what of them must be told again to a restored hub."""

from alembic import op

revision = "0009"
down_revision = "0008"

STATEMENTS = (
    "ALTER TABLE outbox ADD COLUMN about TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE stream ADD COLUMN gone_upto {number} DEFAULT 0 NOT NULL",
    "ALTER TABLE stream ADD COLUMN mark_seq {number} DEFAULT 0 NOT NULL",
    "ALTER TABLE stream ADD COLUMN mark_at {number} DEFAULT 0 NOT NULL",
    "ALTER TABLE heard ADD COLUMN raw_upto {number} DEFAULT 0 NOT NULL",
    "CREATE INDEX ix_request_done_at ON request_done (at)",
    "CREATE INDEX ix_sign_in_locked_until ON sign_in (locked_until)",
)


def upgrade() -> None:
    """Add the columns and make the indexes."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for statement in STATEMENTS:
        told = statement.format(number="BIGINT" if is_postgres else "INTEGER")
        op.get_bind().exec_driver_sql(told)
