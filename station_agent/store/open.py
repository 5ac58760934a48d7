"""The station's SQLite file: migrated, with its one writer and its readers."""

from dataclasses import dataclass
from pathlib import Path

from kiosk.disk.ballast import Ballast
from kiosk.disk.migrate import migrate, read_migrations
from kiosk.disk.open import refuse_emptied
from kiosk.disk.readers import Readers
from kiosk.disk.writer import Now, Writer
from kiosk.rules.refusals import Refusal
from station_agent.folder import STATUS_FILE

FILE = "station.sqlite"
MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Store:
    """What writes and what reads the station's file."""

    writer: Writer
    readers: Readers

    def close(self) -> None:
        """Finish what is queued and let the file go."""
        self.readers.close()
        self.writer.close()


def open_store(folder: Path, clock: Now) -> Store:
    """Bring the file in `folder` to the newest schema and open it.

    Raises:
        Refusal: `database_missing` where the station has run before: an empty one in its place
            would forget who sits there and what was not sent; `database_damaged`.
    """
    path = folder / FILE
    if not path.exists() and (folder / STATUS_FILE).exists():
        raise Refusal("database_missing", path=str(path))
    if (folder / STATUS_FILE).exists():
        refuse_emptied(path)
    migrate(path, read_migrations(MIGRATIONS))
    return Store(Writer(path, clock, on_full=Ballast(folder, 0).release), Readers(path))
