"""Whose database this is, so that no exchange works with an empty one or another's by mistake."""

from alembic import op

revision = "0007"
down_revision = "0006"

TABLE = """
CREATE TABLE own_key (
    origin TEXT NOT NULL,
    noted_at {number} NOT NULL,
    CONSTRAINT pk_own_key PRIMARY KEY (origin)
){strict}
"""


def upgrade() -> None:
    """Make the table."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    words = {"number": "BIGINT", "strict": ""} if is_postgres else _SQLITE
    op.get_bind().exec_driver_sql(TABLE.format(**words))


_SQLITE = {"number": "INTEGER", "strict": " STRICT"}
