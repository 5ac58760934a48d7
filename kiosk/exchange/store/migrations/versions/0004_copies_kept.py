"""How far a hub's facts are in a verified copy, and which numbers a hub has given up."""

from alembic import op

revision = "0004"
down_revision = "0003"

SAFE = "ALTER TABLE heard ADD COLUMN safe_upto {number} DEFAULT 0 NOT NULL"
TABLE = """
CREATE TABLE abandoned (
    origin TEXT NOT NULL,
    epoch TEXT NOT NULL,
    first_seq {number} NOT NULL,
    last_seq {number} NOT NULL,
    why TEXT NOT NULL,
    at {number} NOT NULL,
    CONSTRAINT pk_abandoned PRIMARY KEY (origin, epoch, first_seq)
){strict}
"""


def upgrade() -> None:
    """Add the column and make the table."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    words = {"number": "BIGINT", "strict": ""} if is_postgres else _SQLITE
    for statement in (SAFE, TABLE):
        op.get_bind().exec_driver_sql(statement.format(**words))


_SQLITE = {"number": "INTEGER", "strict": " STRICT"}
