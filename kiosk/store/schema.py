"""The hub's schema: numbered migrations beside this file."""

from pathlib import Path

from kiosk.disk.migrate import Migration, migrate, read_migrations

MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"


def migrations() -> tuple[Migration, ...]:
    """All steps of the hub's schema."""
    return read_migrations(MIGRATIONS_FOLDER)


def bring_up_to_date(path: Path) -> int:
    """Make or upgrade the hub's database; returns the steps done."""
    return migrate(path, migrations())
