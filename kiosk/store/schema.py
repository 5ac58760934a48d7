"""The hub's schema: numbered migrations beside this file."""

from contextlib import closing
from pathlib import Path

from kiosk.disk.db import Db
from kiosk.disk.migrate import Migration, Tell, migrate, read_migrations, silent
from kiosk.disk.open import open_for_writing
from kiosk.store import visitors

MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"


def migrations() -> tuple[Migration, ...]:
    """All steps of the hub's schema."""
    return read_migrations(MIGRATIONS_FOLDER)


def bring_up_to_date(path: Path, tell: Tell = silent) -> int:
    """Make or upgrade the hub's database; returns the steps done, each told before it begins."""
    done = migrate(path, migrations(), tell)
    _finish(path)
    return done


def version_of(db: Db) -> int:
    """How many of the steps a database has behind it; 0: it is none of a hub."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _finish(path: Path) -> None:
    """What SQL cannot say: names are folded by a rule. Cut off, the next start goes on."""
    with closing(open_for_writing(path)) as db:
        while visitors.fold_names(db):
            pass
