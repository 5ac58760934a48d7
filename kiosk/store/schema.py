"""The hub's schema: numbered migrations beside this file."""

from contextlib import closing
from pathlib import Path

from kiosk.disk.migrate import Migration, migrate, read_migrations
from kiosk.disk.open import open_for_writing
from kiosk.store import visitors

MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"


def migrations() -> tuple[Migration, ...]:
    """All steps of the hub's schema."""
    return read_migrations(MIGRATIONS_FOLDER)


def bring_up_to_date(path: Path) -> int:
    """Make or upgrade the hub's database; returns the steps done."""
    done = migrate(path, migrations())
    if done:
        _finish(path)
    return done


def _finish(path: Path) -> None:
    """What SQL cannot say: names are folded by a rule. Cut off, the next upgrade goes on."""
    with closing(open_for_writing(path)) as db:
        while visitors.fold_names(db):
            pass
