"""Staff look at refused and doubled facts, newest first, also where millions were taken."""

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = (
    "CREATE INDEX ix_inbox_rejected ON inbox (received_at) WHERE state = 'rejected'",
    "CREATE INDEX ix_quarantine_received_at ON quarantine (received_at)",
)


def upgrade() -> None:
    """Make both indexes."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
