"""The keys that a hub had before it changed them: what was signed with them goes on counting."""

from alembic import op

revision = "0010"
down_revision = "0009"

STATEMENTS = (
    """
    CREATE TABLE hub_key (
        origin TEXT NOT NULL,
        hub TEXT NOT NULL,
        public_signing {octets} NOT NULL,
        noted_at {number} NOT NULL,
        CONSTRAINT pk_hub_key PRIMARY KEY (origin),
        CONSTRAINT fk_hub_key_hub FOREIGN KEY (hub) REFERENCES hub (origin)
    ){strict}
    """,
    "CREATE INDEX ix_hub_key_hub ON hub_key (hub)",
)


def upgrade() -> None:
    """Make the table."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    words = _POSTGRES if is_postgres else _SQLITE
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement.format(**words))


_SQLITE = {"number": "INTEGER", "octets": "BLOB", "strict": " STRICT"}
_POSTGRES = {"number": "BIGINT", "octets": "BYTEA", "strict": ""}
