"""Bringing a database to the newest schema; Alembic is loaded only when there is work for it."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from kiosk.exchange.store import engine as engines
from kiosk.rules.refusals import Refusal

NEWEST = "0011"
SCRIPTS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = 7_061_996
"""The number of PostgreSQL's advisory lock that migrations hold."""


def migrate(url: str) -> bool:
    """Bring the database to the newest schema; returns whether there was anything to do.

    Raises:
        Refusal: `database_newer` when a newer program wrote it.
    """
    engine = engines.sqlite_writer(url) if engines.is_sqlite(url) else engines.postgres(url)
    try:
        with engine.connect() as db:
            version = version_of(db)
        if version == NEWEST:
            return False
        if version is not None and version > NEWEST:
            raise Refusal("database_newer", reason=f"schema {version} is newer")
        _upgrade(engine)
        return True
    finally:
        engine.dispose()


def version_of(db: Connection) -> str | None:
    """The schema that a database has; None where it has none."""
    if not inspect(db).has_table("alembic_version"):
        return None
    found: str | None = db.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(engine: Engine) -> None:
    from alembic import command  # noqa: PLC0415  heavy, and needed once in a database's life
    from alembic.config import Config  # noqa: PLC0415  the same

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.connect() as db:
        if not engines.is_sqlite(str(engine.url)):
            # Held by the connection till it is closed: the transaction below, which begins with
            # the lock in hand, sees what another process has made before us.
            db.execute(text("SELECT pg_advisory_lock(:number)"), {"number": ONE_AT_A_TIME})
            db.commit()
        with db.begin():
            config.attributes["connection"] = db
            command.upgrade(config, "head")
