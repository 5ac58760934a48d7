"""Keys of hubs and certificates taken back, for all hubs; those let in so far are news."""

from alembic import op

revision = "0011"
down_revision = "0010"

STATEMENTS = (
    """
    CREATE TABLE award_news (
        n {number} NOT NULL,
        hub TEXT NOT NULL,
        signing {octets} NOT NULL,
        number TEXT NOT NULL,
        name TEXT NOT NULL,
        at {number} NOT NULL,
        CONSTRAINT pk_award_news PRIMARY KEY (n),
        CONSTRAINT fk_award_news_hub FOREIGN KEY (hub) REFERENCES hub (origin),
        CONSTRAINT uq_award_news_signing_number UNIQUE (signing, number)
    ){strict}
    """,
    "CREATE INDEX ix_award_news_hub ON award_news (hub)",
    """
    CREATE TABLE award_told (
        hub TEXT NOT NULL,
        n {number} NOT NULL,
        CONSTRAINT pk_award_told PRIMARY KEY (hub)
    ){strict}
    """,
    """
    INSERT INTO award_news (n, hub, signing, number, name, at)
    SELECT row_number() OVER (ORDER BY enrolled_at, origin), origin, public_signing, '', name,
           enrolled_at
    FROM hub
    """,
    """
    INSERT INTO award_news (n, hub, signing, number, name, at)
    SELECT (SELECT coalesce(max(n), 0) FROM award_news)
               + row_number() OVER (ORDER BY hub_key.noted_at, hub_key.origin),
           hub_key.hub, hub_key.public_signing, '', hub.name, hub_key.noted_at
    FROM hub_key
    JOIN hub ON hub.origin = hub_key.hub
    WHERE hub_key.public_signing <> hub.public_signing
    """,
)


def upgrade() -> None:
    """Make the tables."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    words = _POSTGRES if is_postgres else _SQLITE
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement.format(**words))


_SQLITE = {"number": "INTEGER", "octets": "BLOB", "strict": " STRICT"}
_POSTGRES = {"number": "BIGINT", "octets": "BYTEA", "strict": ""}
