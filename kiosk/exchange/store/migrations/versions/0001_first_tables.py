"""The exchange's first tables, and triggers that keep what was written once."""

from pathlib import Path

from alembic import op

from kiosk.disk.migrate import statements

revision = "0001"
down_revision = None

TABLES = Path(__file__).with_suffix(".sql")
APPEND_ONLY = ("transfer", "decision", "submission", "reaction", "audit")
POSTGRES_WORDS = (
    ("INTEGER PRIMARY KEY", "BIGSERIAL PRIMARY KEY"),
    ("INTEGER", "BIGINT"),
    ("BLOB", "BYTEA"),
    (") STRICT;", ");"),
)


def upgrade() -> None:
    """Make the tables and their triggers."""
    for statement in statements(_in_our_words(TABLES.read_text("utf-8"))):
        op.get_bind().exec_driver_sql(statement)
    for statement in _postgres_triggers() if _is_postgres() else _sqlite_triggers():
        op.get_bind().exec_driver_sql(statement)


def _is_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _in_our_words(sql: str) -> str:
    for sqlite_word, postgres_word in POSTGRES_WORDS if _is_postgres() else ():
        sql = sql.replace(sqlite_word, postgres_word)
    return sql


def _sqlite_triggers() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_never_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ]


def _postgres_triggers() -> list[str]:
    function = (
        "CREATE FUNCTION never_changes() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
    )
    return [function] + [
        f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION never_changes()"
        for table in APPEND_ONLY
    ]
