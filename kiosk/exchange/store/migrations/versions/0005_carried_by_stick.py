"""What was carried by stick, as one row a bundle written and a row a part read."""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLE = """
CREATE TABLE carried (
    direction TEXT NOT NULL,
    bundle TEXT NOT NULL,
    part {number} NOT NULL,
    n {number} NOT NULL,
    parts {number} NOT NULL,
    hub TEXT NOT NULL,
    facts {number} NOT NULL,
    blobs {number} NOT NULL,
    bytes {number} NOT NULL,
    spans TEXT NOT NULL,
    answers TEXT NOT NULL,
    told_epoch TEXT NOT NULL,
    told_have {number} NOT NULL,
    at {number} NOT NULL,
    settled_at {number},
    CONSTRAINT pk_carried PRIMARY KEY (direction, bundle, part),
    CONSTRAINT ck_carried_direction CHECK (direction IN ('written', 'read')),
    CONSTRAINT fk_carried_hub FOREIGN KEY (hub) REFERENCES hub (origin)
){strict}
"""
INDEX = "CREATE INDEX ix_carried_hub_direction_n ON carried (hub, direction, n)"


def upgrade() -> None:
    """Make the table and its index."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    words = {"number": "BIGINT", "strict": ""} if is_postgres else _SQLITE
    for statement in (TABLE.format(**words), INDEX):
        op.get_bind().exec_driver_sql(statement)


_SQLITE = {"number": "INTEGER", "strict": " STRICT"}
