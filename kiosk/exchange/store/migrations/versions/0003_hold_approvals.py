"""Approvals that wait their ten seconds, so that they can be undone before anybody is paid."""

from alembic import op

revision = "0003"
down_revision = "0002"

TABLE = """
CREATE TABLE held_approval (
    assignment TEXT NOT NULL,
    requester TEXT NOT NULL,
    click TEXT NOT NULL,
    pays_at {number} NOT NULL,
    CONSTRAINT pk_held_approval PRIMARY KEY (assignment),
    CONSTRAINT fk_held_approval_assignment FOREIGN KEY (assignment) REFERENCES assignment (id),
    CONSTRAINT fk_held_approval_requester FOREIGN KEY (requester) REFERENCES requester (id)
){strict}
"""
INDEXES = (
    "CREATE INDEX ix_held_approval_pays_at ON held_approval (pays_at)",
    "CREATE INDEX ix_held_approval_click ON held_approval (click)",
)


def upgrade() -> None:
    """Make the table and its indexes."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    words = {"number": "BIGINT", "strict": ""} if is_postgres else _SQLITE
    for statement in (TABLE.format(**words), *INDEXES):
        op.get_bind().exec_driver_sql(statement)


_SQLITE = {"number": "INTEGER", "strict": " STRICT"}
