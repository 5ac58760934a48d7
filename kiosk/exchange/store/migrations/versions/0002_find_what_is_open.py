"""Indexes for what is asked every few seconds, however much was worked on before."""

from alembic import op

revision = "0002"
down_revision = "0001"

INDEXES = (
    "CREATE INDEX ix_slot_in_work ON slot (hit) WHERE state IN ('open', 'allotted')",
    """
    CREATE INDEX ix_assignment_lapses ON assignment (until)
    WHERE state = 'Allotted' AND lapsed_at IS NULL
    """,
)


def upgrade() -> None:
    """Make the indexes."""
    for statement in INDEXES:
        op.get_bind().exec_driver_sql(statement)
