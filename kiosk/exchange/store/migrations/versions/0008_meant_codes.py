"""The first symbols of a code say which code a wrong try means: only that has one try less."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Codes of before mean nothing: they are good for ten minutes anyway."""
    op.get_bind().exec_driver_sql(
        "ALTER TABLE enrol_code ADD COLUMN selector TEXT NOT NULL DEFAULT ''"
    )
